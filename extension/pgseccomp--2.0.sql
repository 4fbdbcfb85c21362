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
    'adds a system call filter to this session, once and for good; NULL: the session''s value, *: the global list';
