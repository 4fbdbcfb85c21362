-- From the original pgseccomp. Who may execute the functions stays as it is.
\echo Use "ALTER EXTENSION pgseccomp UPDATE TO '2.0'" to load this file. \quit

CREATE OR REPLACE FUNCTION seccomp_filter(
    OUT syscall text,
    OUT syscallnum int4,
    OUT filter_action text,
    OUT context text)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'seccomp_filter'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION seccomp_filter() IS
    'rules of the system call filters: those of the postmaster (context global) and those that hold in this session (context session)';

-- The original declares it immutable, so that the planner may call it.
CREATE OR REPLACE FUNCTION set_client_filter(
    default_action text,
    allow_list text,
    log_list text,
    error_list text,
    kill_list text)
RETURNS text
AS 'MODULE_PATHNAME', 'set_client_filter'
LANGUAGE C VOLATILE PARALLEL UNSAFE CALLED ON NULL INPUT;

COMMENT ON FUNCTION set_client_filter(text, text, text, text, text) IS
    'adds a system call filter to this session, once and for good; NULL: the session''s value, *: the global list';

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
    'rules of the system call filters of a type of server processes, by its name in settings or in seccomp_processes(), as in seccomp_filter()';

CREATE FUNCTION seccomp_policy(role text DEFAULT NULL, process_type text DEFAULT NULL, database text DEFAULT NULL)
RETURNS SETOF text
AS 'MODULE_PATHNAME', 'seccomp_policy'
LANGUAGE C STABLE PARALLEL RESTRICTED CALLED ON NULL INPUT;

REVOKE EXECUTE ON FUNCTION seccomp_policy(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seccomp_policy(text, text, text) TO pg_monitor;

COMMENT ON FUNCTION seccomp_policy(text, text, text) IS
    'lines of a configuration that make the policy in force, with groups and the profile written out: of a role, of a process type, of a database, or of this session';

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
    'what the view seccomp_policies shows';

CREATE VIEW seccomp_policies AS SELECT * FROM seccomp_policies_in_force();

GRANT SELECT ON seccomp_policies TO pg_monitor;

COMMENT ON VIEW seccomp_policies IS
    'policies that new processes get: of the server, of sessions, and of each role, members of a role, database and process type that is listed; where they are written, how large they are, and how many processes carry them';
COMMENT ON COLUMN seccomp_policies.policy IS
    'the name that seccomp_processes() shows in policy';
COMMENT ON COLUMN seccomp_policies.kind IS
    'global, sessions, role, members, database or process type';
COMMENT ON COLUMN seccomp_policies.name IS
    'of the role, the database or the process type';
COMMENT ON COLUMN seccomp_policies.settings IS
    'the settings that are written for it, with file and line where they are known; NULL if there are none';
COMMENT ON COLUMN seccomp_policies.name_exists IS
    'whether there is a role or a database of this name, or this version of PostgreSQL has such processes';
COMMENT ON COLUMN seccomp_policies.in_use IS
    'false where nobody can get it';
COMMENT ON COLUMN seccomp_policies.syscalls IS
    'how many calls its own filter names';
COMMENT ON COLUMN seccomp_policies.conditions IS
    'how many conditions these have';
COMMENT ON COLUMN seccomp_policies.instructions IS
    'length of the kernel''s program; 0: it needs no filter of its own';
COMMENT ON COLUMN seccomp_policies.processes IS
    'how many processes carry it now; NULL for that of the server';
COMMENT ON COLUMN seccomp_policies.processes_before IS
    'how many carry one of the same name from before a reload';

CREATE FUNCTION seccomp_exposure(
    role text DEFAULT NULL,
    process_type text DEFAULT NULL,
    OUT attack text,
    OUT class text,
    OUT verdict text,
    OUT stopped_by text,
    OUT reference text)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'seccomp_exposure'
LANGUAGE C STABLE PARALLEL RESTRICTED CALLED ON NULL INPUT;

REVOKE EXECUTE ON FUNCTION seccomp_exposure(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seccomp_exposure(text, text) TO pg_monitor;

COMMENT ON FUNCTION seccomp_exposure(text, text) IS
    'what attackers do in a session, and whether the policy stops it (stopped, warned, open, or left to the kernel): of a role, of a process type, or of this session''s role';

CREATE FUNCTION seccomp_groups(
    OUT name text,
    OUT description text,
    OUT syscalls text[])
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'seccomp_groups'
LANGUAGE C STABLE PARALLEL RESTRICTED;

REVOKE EXECUTE ON FUNCTION seccomp_groups() FROM PUBLIC;

COMMENT ON FUNCTION seccomp_groups() IS
    'groups of system calls, and the calls of this architecture that are in them';

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
    'each process of the server: the policy that it got, what the kernel says of it, and whether the two agree';

CREATE VIEW seccomp_outdated_sessions AS
    SELECT pid, backend_type, role, database, policy, generation FROM seccomp_processes()
    WHERE outdated AND role IS NOT NULL;

GRANT SELECT ON seccomp_outdated_sessions TO pg_monitor;

COMMENT ON VIEW seccomp_outdated_sessions IS
    'sessions, and workers that act for a role, that began before a reload changed policies and carry what was in force then';

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
    'the system calls that were seen while the server learnt (pgseccomp.learn)';

CREATE VIEW seccomp_observed AS
    SELECT *, replace(process_type, '_', ' ') AS backend_type FROM seccomp_observed();

GRANT SELECT ON seccomp_observed TO pg_monitor;

COMMENT ON VIEW seccomp_observed IS
    'the system calls that were seen while the server learnt (pgseccomp.learn)';

CREATE FUNCTION seccomp_observed_reset()
RETURNS void
AS 'MODULE_PATHNAME', 'seccomp_observed_reset'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

REVOKE EXECUTE ON FUNCTION seccomp_observed_reset() FROM PUBLIC;

COMMENT ON FUNCTION seccomp_observed_reset() IS
    'forgets all system calls that were seen';

CREATE FUNCTION seccomp_recommend()
RETURNS SETOF text
AS 'MODULE_PATHNAME', 'seccomp_recommend'
LANGUAGE C VOLATILE PARALLEL RESTRICTED;

REVOKE EXECUTE ON FUNCTION seccomp_recommend() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seccomp_recommend() TO pg_monitor;

COMMENT ON FUNCTION seccomp_recommend() IS
    'lines for postgresql.conf that allow the system calls which were seen, and those which are always needed';

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
    'the same, with the list of the system calls that end the session';

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
    'the same, with the list of the system calls that are made and counted as if they were denied';

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
    'what the view seccomp_denials shows';

CREATE VIEW seccomp_denials AS SELECT * FROM seccomp_denial_counters();

GRANT SELECT ON seccomp_denials TO pg_monitor;

COMMENT ON VIEW seccomp_denials IS
    'system calls that were denied and explained, since the server started or seccomp_denials_reset()';

CREATE FUNCTION seccomp_denials_info(
    OUT not_counted int8,
    OUT since timestamptz)
RETURNS record
AS 'MODULE_PATHNAME', 'seccomp_denials_info'
LANGUAGE C VOLATILE PARALLEL RESTRICTED;

REVOKE EXECUTE ON FUNCTION seccomp_denials_info() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seccomp_denials_info() TO pg_monitor;

COMMENT ON FUNCTION seccomp_denials_info() IS
    'how many denials did not fit into seccomp_denials, and since when it counts';

CREATE FUNCTION seccomp_denials_reset()
RETURNS void
AS 'MODULE_PATHNAME', 'seccomp_denials_reset'
LANGUAGE C VOLATILE PARALLEL RESTRICTED;

REVOKE EXECUTE ON FUNCTION seccomp_denials_reset() FROM PUBLIC;

COMMENT ON FUNCTION seccomp_denials_reset() IS
    'empties seccomp_denials';

COMMENT ON COLUMN seccomp_denials.backend_type IS
    'of the process, as in pg_stat_activity; also postmaster, parallel worker, and starting before it is known';
COMMENT ON COLUMN seccomp_denials.role IS
    'that the process acted for; NULL before it was known, and for none';
COMMENT ON COLUMN seccomp_denials.database IS
    'of the process; NULL before it was known, and for none';
COMMENT ON COLUMN seccomp_denials.syscall IS
    'name of the system call; NULL for a number without a name';
COMMENT ON COLUMN seccomp_denials.syscallnum IS
    'number of the system call; -1 for all that are too high';
COMMENT ON COLUMN seccomp_denials.action IS
    'error: the call failed; terminate: the session ended, too; warn: the call was made';
COMMENT ON COLUMN seccomp_denials.source IS
    'the outermost filter that denied the call: global, process, session, role or client';
COMMENT ON COLUMN seccomp_denials.count IS
    'how often this happened since seccomp_denials_info().since';
COMMENT ON COLUMN seccomp_denials.first_at IS
    'when it happened first';
COMMENT ON COLUMN seccomp_denials.last_at IS
    'when it happened last';
COMMENT ON COLUMN seccomp_denials.last_application_name IS
    'application_name of the session when it happened last';
COMMENT ON COLUMN seccomp_denials.last_query_id IS
    'identifier of the query when it happened last (compute_query_id); NULL for none';
COMMENT ON COLUMN seccomp_denials.last_arguments IS
    'arguments of the last call; NULL in the place of pointers; NULL where the call was not seen';
COMMENT ON COLUMN seccomp_denials.last_conditions IS
    'what the filter says of the call where it looks at arguments; NULL where it does not';

COMMENT ON COLUMN seccomp_observed.process_type IS
    'type of the process, as in names of settings: backend_type with underscores';
COMMENT ON COLUMN seccomp_observed.role IS
    'that the process acted for; NULL for none';
COMMENT ON COLUMN seccomp_observed.database IS
    'of the process; NULL for none';
COMMENT ON COLUMN seccomp_observed.program IS
    'that made the call: postgres, or one that the process executed';
COMMENT ON COLUMN seccomp_observed.syscall IS
    'name of the system call; NULL for a number without a name';
COMMENT ON COLUMN seccomp_observed.syscallnum IS
    'number of the system call';
COMMENT ON COLUMN seccomp_observed.calls IS
    'how often it was made';
COMMENT ON COLUMN seccomp_observed.first_seen IS
    'when it was made first';
COMMENT ON COLUMN seccomp_observed.last_seen IS
    'when it was made last';
COMMENT ON COLUMN seccomp_observed.arguments IS
    'values of those arguments that conditions can look at; NULL where there are none';
COMMENT ON COLUMN seccomp_observed.backend_type IS
    'type of the process, as in pg_stat_activity: process_type with spaces';

COMMENT ON COLUMN seccomp_outdated_sessions.pid IS
    'of the process';
COMMENT ON COLUMN seccomp_outdated_sessions.backend_type IS
    'of the process, as in pg_stat_activity';
COMMENT ON COLUMN seccomp_outdated_sessions.role IS
    'that the process acts for';
COMMENT ON COLUMN seccomp_outdated_sessions.database IS
    'of the process';
COMMENT ON COLUMN seccomp_outdated_sessions.policy IS
    'that the process carries, as in seccomp_processes()';
COMMENT ON COLUMN seccomp_outdated_sessions.generation IS
    'of that policy; a reload that changes policies begins another one';

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
    'what a server does rarely, whether it was seen to do it while it learnt, and how to have it do it';
COMMENT ON FUNCTION seccomp_unexercised() IS
    'the same as seccomp_learn_coverage(), by its first name';
