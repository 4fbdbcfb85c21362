/*
 * landlock.h: Landlock's system calls (Documentation/userspace-api/landlock.rst of the kernel).
 */
#ifndef PGSECCOMP_LANDLOCK_H
#define PGSECCOMP_LANDLOCK_H

#include "postgres.h"

/* Their numbers are the same on every architecture; linux/landlock.h is newer than the oldest headers that this is built with. */
#define CALL_THAT_MAKES_A_RULESET 444
#define CALL_THAT_ADDS_A_RULE 445
#define CALL_THAT_ISOLATES 446

/* What can be done with files; those up to LANDLOCK_OF_FILES can be done with a file that is no folder. */
#define LANDLOCK_EXECUTE UINT64CONST(0x0001)
#define LANDLOCK_WRITE_FILE UINT64CONST(0x0002)
#define LANDLOCK_READ_FILE UINT64CONST(0x0004)
#define LANDLOCK_READ_DIR UINT64CONST(0x0008)
#define LANDLOCK_REMOVE_DIR UINT64CONST(0x0010)
#define LANDLOCK_REMOVE_FILE UINT64CONST(0x0020)
#define LANDLOCK_MAKE_DIR UINT64CONST(0x0080)
#define LANDLOCK_MAKE_REG UINT64CONST(0x0100)
#define LANDLOCK_MAKE_BLOCK UINT64CONST(0x0800)
#define LANDLOCK_REFER UINT64CONST(0x2000)	/* to move and to link to another folder */
#define LANDLOCK_TRUNCATE UINT64CONST(0x4000)	/* ABI 3 */
#define LANDLOCK_OF_FILES (LANDLOCK_EXECUTE | LANDLOCK_WRITE_FILE | LANDLOCK_READ_FILE | LANDLOCK_TRUNCATE)

/* And with TCP ports, from ABI 4 on. */
#define LANDLOCK_BIND UINT64CONST(1)
#define LANDLOCK_CONNECT UINT64CONST(2)

/* All that an interface of this version knows of files; what is newer is not denied. */
extern uint64 landlock_all_of_files(int abi);

/*
 * The version of the kernel's interface; 0 where it does not offer Landlock. Asked once, at the start, in a child: a filter around the server may kill
 * who asks.
 */
extern int	landlock_abi(void);

/* A ruleset that denies all of these but what rules allow: a descriptor, or -1 with errno. */
extern int	landlock_make(uint64 files, uint64 ports);

/* Allows something of a file or folder, which is open, or of a port. False with errno where it cannot. */
extern bool landlock_allow(int ruleset, uint64 allowed, int file);
extern bool landlock_allow_port(int ruleset, uint64 allowed, int port);

/* Puts this process into the domain of a ruleset, for good. The process has no_new_privs. Async-signal-safe. */
extern bool landlock_enter(int ruleset);

#endif
