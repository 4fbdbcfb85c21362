\echo Use "CREATE EXTENSION pgseccomp" to load this file. \quit

CREATE FUNCTION seccomp_filter(
    OUT syscall text,
    OUT syscallnum int4,
    OUT filter_action text,
    OUT context text)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'seccomp_filter'
LANGUAGE C STABLE PARALLEL RESTRICTED;

REVOKE EXECUTE ON FUNCTION seccomp_filter() FROM PUBLIC;

COMMENT ON FUNCTION seccomp_filter() IS
    'show the rules of the system call filters; context "global" is the filter of the postmaster, context "session" is what holds in this session; filter_action is SOURCE->ACTION';

CREATE FUNCTION set_client_filter(
    default_action text,
    allow_list text,
    log_list text,
    error_list text,
    kill_list text)
RETURNS text
AS 'MODULE_PATHNAME', 'set_client_filter'
LANGUAGE C VOLATILE PARALLEL UNSAFE CALLED ON NULL INPUT;

REVOKE EXECUTE ON FUNCTION set_client_filter(text, text, text, text, text) FROM PUBLIC;

COMMENT ON FUNCTION set_client_filter(text, text, text, text, text) IS
    'add a system call filter to this session, once and until it ends; a list is as in the settings, NULL is the value of the session, ''*'' is the global list; answers OK';

CREATE FUNCTION seccomp_process_filter(
    process_type text,
    OUT syscall text,
    OUT syscallnum int4,
    OUT filter_action text,
    OUT context text)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'seccomp_process_filter'
LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;

REVOKE EXECUTE ON FUNCTION seccomp_process_filter(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seccomp_process_filter(text) TO pg_monitor;

COMMENT ON FUNCTION seccomp_process_filter(text) IS
    'show the rules of the system call filters of a type of server processes, with the columns of seccomp_filter(); process_type is a name of pgseccomp.process_types, or a backend_type of seccomp_processes()';

CREATE FUNCTION seccomp_policy(role text DEFAULT NULL, process_type text DEFAULT NULL, database text DEFAULT NULL)
RETURNS SETOF text
AS 'MODULE_PATHNAME', 'seccomp_policy'
LANGUAGE C STABLE PARALLEL RESTRICTED CALLED ON NULL INPUT;

REVOKE EXECUTE ON FUNCTION seccomp_policy(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seccomp_policy(text, text, text) TO pg_monitor;

COMMENT ON FUNCTION seccomp_policy(text, text, text) IS
    'show the policy in force as lines for postgresql.conf, with groups and the profile written out: that of a role, of a process type, of a database, or without arguments that of this session';

CREATE FUNCTION seccomp_policies_in_force(
    OUT policy text,
    OUT kind text,
    OUT name text,
    OUT settings text[],
    OUT name_exists bool,
    OUT in_use bool,
    OUT syscalls int4,
    OUT conditions int4,
    OUT instructions int4,
    OUT processes int4,
    OUT processes_before int4)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'seccomp_policies_in_force'
LANGUAGE C VOLATILE PARALLEL RESTRICTED;

REVOKE EXECUTE ON FUNCTION seccomp_policies_in_force() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seccomp_policies_in_force() TO pg_monitor;

COMMENT ON FUNCTION seccomp_policies_in_force() IS
    'show the rows of the view seccomp_policies';

CREATE VIEW seccomp_policies AS SELECT * FROM seccomp_policies_in_force();

GRANT SELECT ON seccomp_policies TO pg_monitor;

COMMENT ON VIEW seccomp_policies IS
    'policies that new processes get, one row for the server, for all sessions, and for each listed role, group of members, database and process type';
COMMENT ON COLUMN seccomp_policies.policy IS
    'name of the policy, as in seccomp_processes().policy';
COMMENT ON COLUMN seccomp_policies.kind IS
    'global, sessions, role, members, database or process type';
COMMENT ON COLUMN seccomp_policies.name IS
    'name of the role, database or process type; NULL for global and sessions';
COMMENT ON COLUMN seccomp_policies.settings IS
    'settings that are written for it, each with file and line where these are known; NULL if there are none';
COMMENT ON COLUMN seccomp_policies.name_exists IS
    'whether a role or database of this name exists, or this version of PostgreSQL has such processes';
COMMENT ON COLUMN seccomp_policies.in_use IS
    'false if no process can get this policy';
COMMENT ON COLUMN seccomp_policies.syscalls IS
    'number of system calls that its own filter names';
COMMENT ON COLUMN seccomp_policies.conditions IS
    'number of conditions on arguments in its own filter';
COMMENT ON COLUMN seccomp_policies.instructions IS
    'length of its own filter in the kernel; 0 if it needs no filter of its own';
COMMENT ON COLUMN seccomp_policies.processes IS
    'number of processes that have this policy now; NULL for global';
COMMENT ON COLUMN seccomp_policies.processes_before IS
    'number of processes that have a policy of this name from before a reload';

CREATE FUNCTION seccomp_exposure(
    role text DEFAULT NULL,
    process_type text DEFAULT NULL,
    database text DEFAULT NULL,
    OUT attack text,
    OUT class text,
    OUT verdict text,
    OUT stopped_by text,
    OUT reference text)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'seccomp_exposure'
LANGUAGE C STABLE PARALLEL RESTRICTED CALLED ON NULL INPUT;

REVOKE EXECUTE ON FUNCTION seccomp_exposure(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seccomp_exposure(text, text, text) TO pg_monitor;

COMMENT ON FUNCTION seccomp_exposure(text, text, text) IS
    'show for each attack in the catalogue whether the policy stops it (verdict: stopped, warned, open, kernel) and what stops it: in sessions of a role, in sessions in a database, in processes of a type, or without arguments in this session';

CREATE FUNCTION seccomp_check(
    config text DEFAULT NULL,
    OUT severity text,
    OUT setting text,
    OUT file text,
    OUT line int4,
    OUT message text,
    OUT detail text,
    OUT hint text)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'seccomp_check'
LANGUAGE C VOLATILE PARALLEL UNSAFE CALLED ON NULL INPUT;

REVOKE EXECUTE ON FUNCTION seccomp_check(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seccomp_check(text) TO pg_monitor;

COMMENT ON FUNCTION seccomp_check(text) IS
    'show what the next start would say of the configuration files as they are now, and what would change for whom; lines in config count as if they were written at the end; changes nothing';

CREATE FUNCTION seccomp_simulate(
    config text DEFAULT NULL,
    OUT recorded text,
    OUT process_type text,
    OUT role text,
    OUT database text,
    OUT program text,
    OUT syscall text,
    OUT syscallnum int4,
    OUT arguments text,
    OUT calls int8,
    OUT verdict text,
    OUT answer text,
    OUT setting text,
    OUT entry text)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'seccomp_simulate'
LANGUAGE C VOLATILE PARALLEL UNSAFE CALLED ON NULL INPUT;

REVOKE EXECUTE ON FUNCTION seccomp_simulate(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seccomp_simulate(text) TO pg_monitor;

COMMENT ON FUNCTION seccomp_simulate(text) IS
    'show which of the calls in seccomp_denials and seccomp_observed the configuration files as they are now would deny or warn of; lines in config count as if they were written at the end; changes nothing';

CREATE FUNCTION seccomp_groups(
    OUT name text,
    OUT description text,
    OUT syscalls text[])
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'seccomp_groups'
LANGUAGE C STABLE PARALLEL RESTRICTED;

REVOKE EXECUTE ON FUNCTION seccomp_groups() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seccomp_groups() TO pg_monitor;

COMMENT ON FUNCTION seccomp_groups() IS
    'show the groups of system calls that lists can name, and the calls in them on this architecture';

CREATE FUNCTION seccomp_processes(
    OUT pid int4,
    OUT backend_type text,
    OUT role text,
    OUT database text,
    OUT policy text,
    OUT filters int4,
    OUT no_new_privs bool,
    OUT speculation_store_bypass text,
    OUT agrees bool,
    OUT isolated bool,
    OUT generation int8,
    OUT outdated bool,
    OUT paths bool,
    OUT ports bool)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'seccomp_processes'
LANGUAGE C VOLATILE PARALLEL RESTRICTED;

REVOKE EXECUTE ON FUNCTION seccomp_processes() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seccomp_processes() TO pg_monitor;

COMMENT ON FUNCTION seccomp_processes() IS
    'show each process of the server: its policy, what the kernel says of its filters, and whether the two agree';

CREATE VIEW seccomp_outdated_sessions AS
    SELECT pid, backend_type, role, database, policy, generation FROM seccomp_processes()
    WHERE outdated AND role IS NOT NULL;

GRANT SELECT ON seccomp_outdated_sessions TO pg_monitor;

COMMENT ON VIEW seccomp_outdated_sessions IS
    'sessions, and workers that act for a role, that began before a reload changed their policy; they keep the one that they began with';

CREATE VIEW seccomp_unprotected AS
    SELECT * FROM (
        SELECT pid, backend_type, role, database, policy,
            CASE WHEN agrees IS NULL THEN 'its filters are not known'
                WHEN NOT agrees THEN 'it has other filters than its policy'
                WHEN policy LIKE '% (only warns)' THEN 'its policy only warns'
                WHEN outdated THEN 'its policy is from before a reload' END AS reason
        FROM seccomp_processes()) AS processes
    WHERE reason IS NOT NULL;

GRANT SELECT ON seccomp_unprotected TO pg_monitor;

COMMENT ON VIEW seccomp_unprotected IS
    'processes that are not filtered as the policies in force say, or are only warned of, each with the reason; no row if all is well';

CREATE FUNCTION seccomp_observed(
    OUT process_type text,
    OUT role text,
    OUT database text,
    OUT program text,
    OUT syscall text,
    OUT syscallnum int4,
    OUT calls int8,
    OUT first_seen timestamptz,
    OUT last_seen timestamptz,
    OUT arguments text)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'seccomp_observed'
LANGUAGE C VOLATILE PARALLEL RESTRICTED;

REVOKE EXECUTE ON FUNCTION seccomp_observed() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seccomp_observed() TO pg_monitor;

COMMENT ON FUNCTION seccomp_observed() IS
    'show the rows of the view seccomp_observed, without backend_type';

CREATE VIEW seccomp_observed AS
    SELECT *, replace(process_type, '_', ' ') AS backend_type FROM seccomp_observed();

GRANT SELECT ON seccomp_observed TO pg_monitor;

COMMENT ON VIEW seccomp_observed IS
    'system calls that were recorded while the server learned (pgseccomp.learn), one row for each call of each kind of process';

CREATE FUNCTION seccomp_observed_reset()
RETURNS void
AS 'MODULE_PATHNAME', 'seccomp_observed_reset'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

REVOKE EXECUTE ON FUNCTION seccomp_observed_reset() FROM PUBLIC;

COMMENT ON FUNCTION seccomp_observed_reset() IS
    'forget all system calls that were recorded while the server learned (pgseccomp.learn)';

CREATE FUNCTION seccomp_recommend(profile text DEFAULT NULL, roles bool DEFAULT NULL)
RETURNS SETOF text
AS 'MODULE_PATHNAME', 'seccomp_recommend'
LANGUAGE C VOLATILE PARALLEL RESTRICTED CALLED ON NULL INPUT;

REVOKE EXECUTE ON FUNCTION seccomp_recommend(text, bool) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seccomp_recommend(text, bool) TO pg_monitor;

COMMENT ON FUNCTION seccomp_recommend(text, bool) IS
    'show lines for postgresql.conf that allow the system calls that were recorded: those beyond a profile (that of the configuration, if none is named), or all of them (profile none); roles: also lists for single roles';

CREATE FUNCTION seccomp_unexercised(
    OUT activity text,
    OUT exercised bool,
    OUT evidence text,
    OUT how text)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'seccomp_unexercised'
LANGUAGE C VOLATILE PARALLEL RESTRICTED;

REVOKE EXECUTE ON FUNCTION seccomp_unexercised() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seccomp_unexercised() TO pg_monitor;

CREATE FUNCTION set_client_filter(
    default_action text,
    allow_list text,
    log_list text,
    error_list text,
    kill_list text,
    terminate_list text)
RETURNS text
AS 'MODULE_PATHNAME', 'set_client_filter'
LANGUAGE C VOLATILE PARALLEL UNSAFE CALLED ON NULL INPUT;

REVOKE EXECUTE ON FUNCTION set_client_filter(text, text, text, text, text, text) FROM PUBLIC;

COMMENT ON FUNCTION set_client_filter(text, text, text, text, text, text) IS
    'add a system call filter to this session, as set_client_filter with five arguments, with a list of calls that end the session';

CREATE FUNCTION set_client_filter(
    default_action text,
    allow_list text,
    log_list text,
    error_list text,
    kill_list text,
    terminate_list text,
    warn_list text)
RETURNS text
AS 'MODULE_PATHNAME', 'set_client_filter'
LANGUAGE C VOLATILE PARALLEL UNSAFE CALLED ON NULL INPUT;

REVOKE EXECUTE ON FUNCTION set_client_filter(text, text, text, text, text, text, text) FROM PUBLIC;

COMMENT ON FUNCTION set_client_filter(text, text, text, text, text, text, text) IS
    'add a system call filter to this session, as set_client_filter with six arguments, with a list of calls that are made and counted in seccomp_denials';

CREATE FUNCTION seccomp_denial_counters(
    OUT backend_type text,
    OUT role text,
    OUT database text,
    OUT syscall text,
    OUT syscallnum int4,
    OUT action text,
    OUT source text,
    OUT count int8,
    OUT first_at timestamptz,
    OUT last_at timestamptz,
    OUT last_application_name text,
    OUT last_query_id int8,
    OUT last_arguments int8[],
    OUT last_conditions text)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'seccomp_denial_counters'
LANGUAGE C VOLATILE PARALLEL RESTRICTED;

REVOKE EXECUTE ON FUNCTION seccomp_denial_counters() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seccomp_denial_counters() TO pg_monitor;

COMMENT ON FUNCTION seccomp_denial_counters() IS
    'show the rows of the view seccomp_denials';

CREATE VIEW seccomp_denials AS SELECT * FROM seccomp_denial_counters();

GRANT SELECT ON seccomp_denials TO pg_monitor;

COMMENT ON VIEW seccomp_denials IS
    'system calls that were denied or warned of, one row for each kind, since the server started or seccomp_denials_reset()';

CREATE FUNCTION seccomp_denials_info(
    OUT not_counted int8,
    OUT since timestamptz)
RETURNS record
AS 'MODULE_PATHNAME', 'seccomp_denials_info'
LANGUAGE C VOLATILE PARALLEL RESTRICTED;

REVOKE EXECUTE ON FUNCTION seccomp_denials_info() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seccomp_denials_info() TO pg_monitor;

COMMENT ON FUNCTION seccomp_denials_info() IS
    'show how many denials had no room in seccomp_denials, and since when it counts';

CREATE FUNCTION seccomp_denials_reset()
RETURNS void
AS 'MODULE_PATHNAME', 'seccomp_denials_reset'
LANGUAGE C VOLATILE PARALLEL RESTRICTED;

REVOKE EXECUTE ON FUNCTION seccomp_denials_reset() FROM PUBLIC;

COMMENT ON FUNCTION seccomp_denials_reset() IS
    'remove all rows from seccomp_denials, and begin to count again';

COMMENT ON COLUMN seccomp_denials.backend_type IS
    'type of the process, as in pg_stat_activity; also postmaster, and starting before the type is known';
COMMENT ON COLUMN seccomp_denials.role IS
    'role that the process acted for; NULL if none, or not known yet';
COMMENT ON COLUMN seccomp_denials.database IS
    'database that the process was connected to; NULL if none, or not known yet';
COMMENT ON COLUMN seccomp_denials.syscall IS
    'name of the system call; NULL for a number without a name';
COMMENT ON COLUMN seccomp_denials.syscallnum IS
    'number of the system call; -1 for all numbers from 1024 on';
COMMENT ON COLUMN seccomp_denials.action IS
    'error: the call failed; terminate: the call failed and the session ended; warn: the call was made';
COMMENT ON COLUMN seccomp_denials.source IS
    'outermost filter that denied the call: global, process, session, role, database or client';
COMMENT ON COLUMN seccomp_denials.count IS
    'number of times this happened since seccomp_denials_info().since';
COMMENT ON COLUMN seccomp_denials.first_at IS
    'time of the first denial';
COMMENT ON COLUMN seccomp_denials.last_at IS
    'time of the last denial';
COMMENT ON COLUMN seccomp_denials.last_application_name IS
    'application_name of the session at the last denial';
COMMENT ON COLUMN seccomp_denials.last_query_id IS
    'query identifier at the last denial (compute_query_id); NULL if none';
COMMENT ON COLUMN seccomp_denials.last_arguments IS
    'arguments of the last denied call, with NULL in place of pointers; NULL if they are not known';
COMMENT ON COLUMN seccomp_denials.last_conditions IS
    'what the filter says of the arguments of this call; NULL if it does not test them';

COMMENT ON COLUMN seccomp_observed.process_type IS
    'type of the process, as in pgseccomp.process_types';
COMMENT ON COLUMN seccomp_observed.role IS
    'role that the process acted for; NULL if none';
COMMENT ON COLUMN seccomp_observed.database IS
    'database that the process was connected to; NULL if none';
COMMENT ON COLUMN seccomp_observed.program IS
    'program that made the call: postgres, or one that the process executed';
COMMENT ON COLUMN seccomp_observed.syscall IS
    'name of the system call; NULL for a number without a name';
COMMENT ON COLUMN seccomp_observed.syscallnum IS
    'number of the system call';
COMMENT ON COLUMN seccomp_observed.calls IS
    'number of times it was made';
COMMENT ON COLUMN seccomp_observed.first_seen IS
    'time of the first call';
COMMENT ON COLUMN seccomp_observed.last_seen IS
    'time of the last call';
COMMENT ON COLUMN seccomp_observed.arguments IS
    'values of the arguments that conditions can test; NULL if none are recorded for this call';
COMMENT ON COLUMN seccomp_observed.backend_type IS
    'type of the process, as in pg_stat_activity';

COMMENT ON COLUMN seccomp_outdated_sessions.pid IS
    'process ID';
COMMENT ON COLUMN seccomp_outdated_sessions.backend_type IS
    'type of the process, as in pg_stat_activity';
COMMENT ON COLUMN seccomp_outdated_sessions.role IS
    'role that the process acts for';
COMMENT ON COLUMN seccomp_outdated_sessions.database IS
    'database that the process is connected to';
COMMENT ON COLUMN seccomp_outdated_sessions.policy IS
    'policy of the process, as in seccomp_processes()';
COMMENT ON COLUMN seccomp_outdated_sessions.generation IS
    'number of the policies that it has; the server starts with 1, and each reload that changes policies adds 1';

COMMENT ON COLUMN seccomp_unprotected.pid IS
    'process ID';
COMMENT ON COLUMN seccomp_unprotected.backend_type IS
    'type of the process, as in pg_stat_activity';
COMMENT ON COLUMN seccomp_unprotected.role IS
    'role that the process acts for';
COMMENT ON COLUMN seccomp_unprotected.database IS
    'database that the process is connected to';
COMMENT ON COLUMN seccomp_unprotected.policy IS
    'policy of the process, as in seccomp_processes()';
COMMENT ON COLUMN seccomp_unprotected.reason IS
    'why it is here';

CREATE FUNCTION seccomp_learn_coverage(
    OUT activity text,
    OUT exercised bool,
    OUT evidence text,
    OUT how text)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'seccomp_unexercised'
LANGUAGE C VOLATILE PARALLEL RESTRICTED;

REVOKE EXECUTE ON FUNCTION seccomp_learn_coverage() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seccomp_learn_coverage() TO pg_monitor;

COMMENT ON FUNCTION seccomp_learn_coverage() IS
    'show what a server does rarely, whether it was seen while the server learned, and how to make the server do it';
COMMENT ON FUNCTION seccomp_unexercised() IS
    'older name of seccomp_learn_coverage()';
