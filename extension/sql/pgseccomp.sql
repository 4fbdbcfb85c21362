-- Needs a server that runs with the lines of regress.conf.
\set regress_user :USER
CREATE EXTENSION pgseccomp;

-- Both contexts: the session's own list beside what the global filter says.
SELECT syscall, syscallnum >= 0 AS numbered, filter_action, context
FROM seccomp_filter() ORDER BY context, syscall COLLATE "C";
SELECT DISTINCT pg_typeof(syscall), pg_typeof(syscallnum), pg_typeof(filter_action), pg_typeof(context)
FROM seccomp_filter();

-- A second time, and joined with itself.
SELECT count(*) FROM seccomp_filter() a JOIN seccomp_filter() b USING (syscall, context);

-- Only those who are granted it may look.
CREATE ROLE regress_pgseccomp_user;
SET ROLE regress_pgseccomp_user;
SELECT count(*) FROM seccomp_filter();
RESET ROLE;
GRANT EXECUTE ON FUNCTION seccomp_filter() TO regress_pgseccomp_user;
SET ROLE regress_pgseccomp_user;
SELECT count(*) FROM seccomp_filter();
RESET ROLE;
REVOKE EXECUTE ON FUNCTION seccomp_filter() FROM regress_pgseccomp_user;
DROP ROLE regress_pgseccomp_user;

-- What is in force cannot be changed, and nothing can be added under the prefix.
SHOW pgseccomp.enabled;
SHOW pgseccomp.global_syscall_default;
SET pgseccomp.enabled = off;
SET pgseccomp.global_syscall_error = '';
SET pgseccomp.global_syscal_error = '';
SELECT name, vartype, context, boot_val, enumvals FROM pg_settings WHERE name LIKE 'pgseccomp.%' ORDER BY name COLLATE "C";

-- The functions are what the catalog promises.
SELECT proname, provolatile, proparallel, proretset, proisstrict FROM pg_proc
WHERE proname IN ('seccomp_check', 'seccomp_exposure', 'seccomp_filter', 'seccomp_groups', 'seccomp_policy', 'seccomp_policies_in_force', 'seccomp_process_filter', 'seccomp_processes', 'seccomp_simulate', 'set_client_filter', 'seccomp_denial_counters',
  'seccomp_denials_info', 'seccomp_denials_reset') ORDER BY proname, pronargs;

-- Groups of calls, as arrays.
SELECT name, description, syscalls FROM seccomp_groups() WHERE name IN ('@swap', '@module') ORDER BY name;
SELECT count(*) > 40 AS many, bool_and(name LIKE '@%' AND description LIKE '%.') AS described FROM seccomp_groups();

-- What was denied.
SELECT seccomp_denials_reset();
SELECT * FROM seccomp_denials;
SELECT not_counted FROM seccomp_denials_info();

-- A role whose list is the global one.
CREATE ROLE regress_pgseccomp_role SUPERUSER LOGIN;
\c - regress_pgseccomp_role
SELECT syscall, filter_action FROM seccomp_filter()
WHERE context = 'session' AND syscall IN ('chroot', 'mount') ORDER BY syscall;
\c - :regress_user

-- Mistakes in a client filter leave the session as it was.
SELECT set_client_filter('deny', '', '', '', '');
-- (terse: the detail names the architecture)
\set VERBOSITY terse
SELECT set_client_filter('allow', '', '', 'mount, raed', '');
\set VERBOSITY default
SELECT set_client_filter('allow', '', 'acct', 'acct', '');
SELECT set_client_filter('allow', '', '', 'acct,,bpf', '');
SELECT set_client_filter('allow', '', '', 'write, exit_group', '');
SELECT count(*) FROM seccomp_filter() WHERE filter_action LIKE 'client%';

SELECT set_client_filter('allow', '', '', '', '', 'acct, execve');

-- One that is well stays, also when the transaction is rolled back.
BEGIN;
SELECT set_client_filter('allow', '*', NULL, NULL, 'bpf');
ROLLBACK;
SELECT syscall, filter_action, context FROM seccomp_filter()
WHERE syscall IN ('<default>', 'chroot', 'mount', 'bpf') ORDER BY context, syscall COLLATE "C";
SELECT set_client_filter('allow', '*', NULL, NULL, 'bpf');
\c -

-- The extension can be moved to another schema, and made again.
CREATE SCHEMA regress_pgseccomp;
ALTER EXTENSION pgseccomp SET SCHEMA regress_pgseccomp;
SELECT count(*) > 0 FROM regress_pgseccomp.seccomp_filter();
DROP EXTENSION pgseccomp;
CREATE EXTENSION pgseccomp;
DROP EXTENSION pgseccomp;
DROP SCHEMA regress_pgseccomp;
DROP ROLE regress_pgseccomp_role;
