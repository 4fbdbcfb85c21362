-- Needs a server that runs with the lines of regress.conf.
CREATE EXTENSION pgseccomp;

-- Both contexts; sessions inherit.
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

-- The function is what the catalog promises.
SELECT provolatile, proparallel, proretset FROM pg_proc WHERE proname = 'seccomp_filter';

-- The extension can be moved to another schema, and made again.
CREATE SCHEMA regress_pgseccomp;
ALTER EXTENSION pgseccomp SET SCHEMA regress_pgseccomp;
SELECT count(*) > 0 FROM regress_pgseccomp.seccomp_filter();
DROP EXTENSION pgseccomp;
CREATE EXTENSION pgseccomp;
DROP EXTENSION pgseccomp;
DROP SCHEMA regress_pgseccomp;
