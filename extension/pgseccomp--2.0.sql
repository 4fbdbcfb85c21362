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
    'rules of the system call filters: those of the postmaster (context global) and those that hold in this session (context session)';
