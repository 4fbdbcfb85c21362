/*
 * pgseccomp_around.c: ways around a list of files, which native code in a session can try: around_try(what, path, other).
 *
 * Each attempt is made by a child that the session forks: it is in the session's domain, and what it leaves behind ends with it.
 */
#include "postgres.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <mqueue.h>
#include <sched.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "fmgr.h"
#include "utils/builtins.h"

#include "attempted.h"
#include "ring.h"

PG_MODULE_MAGIC;

static int
handle_of(const char *path)
{
	return open(path, O_PATH | O_CLOEXEC);
}

static char *
by_proc(int file)
{
	return psprintf("/proc/self/fd/%d", file);
}

/* A program of one page that ends with 0: write(2) of it makes a file that execve(2) takes, and that needs no loader. */
static long
write_program(int file)
{
	struct
	{
		Elf64_Ehdr	head;
		Elf64_Phdr	segment;
		uint32		code[3];
	}			program;
#ifdef __x86_64__
	/* mov eax, 60; xor edi, edi; syscall */
	static const uint32 code[] = {0x00003cb8, 0x0fff3100, 0x00000005};
	const int	machine = EM_X86_64;
#else
	/* mov x8, 93; mov x0, 0; svc 0 */
	static const uint32 code[] = {0xd2800ba8, 0xd2800000, 0xd4000001};
	const int	machine = EM_AARCH64;
#endif

	memset(&program, 0, sizeof(program));
	memcpy(program.code, code, sizeof(code));
	memcpy(program.head.e_ident, ELFMAG "\2\1\1", 7);
	program.head.e_type = ET_EXEC;
	program.head.e_machine = machine;
	program.head.e_version = EV_CURRENT;
	program.head.e_entry = 0x400000 + sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr);
	program.head.e_phoff = sizeof(Elf64_Ehdr);
	program.head.e_ehsize = sizeof(Elf64_Ehdr);
	program.head.e_phentsize = sizeof(Elf64_Phdr);
	program.head.e_phnum = 1;
	program.segment = (Elf64_Phdr) {.p_type = PT_LOAD, .p_flags = PF_R | PF_X, .p_vaddr = 0x400000, .p_paddr = 0x400000,
		.p_filesz = sizeof(program), .p_memsz = sizeof(program), .p_align = 0x1000};
	return write(file, &program, sizeof(program));
}

/* -1 with the error of execveat(2), if it came back. */
static long
executed(int file)
{
	char	   *arguments[] = {"program", NULL};

	if (file < 0)
		return -1;
	(void) syscall(SYS_execveat, file, "", arguments, NULL, AT_EMPTY_PATH);
	return -1;
}

static long
executed_from_memory(void)
{
	int			file = (int) syscall(SYS_memfd_create, "program", 0);

	return file < 0 || write_program(file) < 0 ? -1 : executed(file);
}

static long
executed_from_new_file(const char *path)
{
	int			file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0700);

	if (file < 0 || write_program(file) < 0)
		return -1;
	close(file);
	return executed(handle_of(path));
}

static long
mapped_to_execute(const char *path)
{
	int			file = open(path, O_RDONLY);

	return file < 0 || mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0) == MAP_FAILED ? -1 : 0;
}

/* In a user namespace and a mount namespace of its own, in which it has all capabilities. */
static bool
is_root_of_a_namespace(void)
{
	return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0;
}

static long
read_in_new_root(const char *folder)
{
	return !is_root_of_a_namespace() || chroot(folder) != 0 || chdir("/") != 0 ? -1 : open("/secret", O_RDONLY);
}

static long
read_in_cloned_tree(const char *folder)
{
	int			tree = is_root_of_a_namespace() ? (int) syscall(SYS_open_tree, AT_FDCWD, folder, 1 /* OPEN_TREE_CLONE */ ) : -1;

	return tree < 0 ? -1 : openat(tree, "secret", O_RDONLY);
}

static long
moved_mount(const char *folder)
{
	int			tree = is_root_of_a_namespace() ? (int) syscall(SYS_open_tree, AT_FDCWD, folder, 1) : -1;

	return tree < 0 ? -1 : syscall(SYS_move_mount, tree, "", AT_FDCWD, folder, 4 /* MOVE_MOUNT_F_EMPTY_PATH */ );
}

static long
linked_handle(const char *path, const char *other)
{
	int			file = handle_of(path);

	return file < 0 ? -1 : linkat(AT_FDCWD, by_proc(file), AT_FDCWD, other, AT_SYMLINK_FOLLOW);
}

static long
linked_new_file(const char *folder, const char *other)
{
	int			file = open(folder, O_TMPFILE | O_RDWR, 0600);

	return file < 0 ? -1 : linkat(AT_FDCWD, by_proc(file), AT_FDCWD, other, AT_SYMLINK_FOLLOW);
}

static long
opened_from_its_folder(const char *folder)
{
	return chdir(folder) != 0 ? -1 : open("secret", O_RDONLY);
}

static long
opened_with_openat2(const char *path)
{
	uint64		how[3] = {O_RDONLY, 0, 0};

	return syscall(SYS_openat2, AT_FDCWD, path, how, sizeof(how));
}

/* A file by its number. */
typedef union Handle
{
	struct file_handle handle;
	char		bytes[sizeof(struct file_handle) + MAX_HANDLE_SZ];
} Handle;

static long
find_handle(const char *path, Handle *found)
{
	int			mount;

	*found = (Handle) {.handle.handle_bytes = MAX_HANDLE_SZ};
	return name_to_handle_at(AT_FDCWD, path, &found->handle, &mount, 0);
}

static long
named_by_handle(const char *path)
{
	Handle		found;

	return find_handle(path, &found);
}

/* The error comes from the kernel before it is looked at what the handle means, where the caller may not use handles. */
static long
opened_by_handle(const char *path)
{
	Handle		found;

	return find_handle(path, &found) != 0 ? -1 : open_by_handle_at(AT_FDCWD, &found.handle, O_RDONLY);
}

static long
watched(const char *path)
{
	return inotify_add_watch(inotify_init1(0), path, IN_ALL_EVENTS);
}

static long
queued(void)
{
	char	   *name = psprintf("/pgseccomp-%d", getpid());

	mqd_t		made = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, NULL);
	int			problem = errno;

	/* One that may not be opened has been made all the same, and would count against what the user may have. */
	(void) mq_unlink(name);
	errno = problem;
	return made < 0 ? -1 : 0;
}

static long
in_ring(struct io_uring_sqe entry)
{
	return ring_do(&entry);
}

static long
attempt(const char *what, const char *path, const char *other)
{
	struct stat status;
	char		text[PATH_MAX];

#define IS(name) if (strcmp(what, name) == 0) return
	IS("open in a ring") in_ring((struct io_uring_sqe) {.opcode = IORING_OP_OPENAT,.fd = AT_FDCWD,.addr = (uintptr_t) path,.open_flags = O_RDONLY});
	IS("open to write in a ring") in_ring((struct io_uring_sqe) {.opcode = IORING_OP_OPENAT,.fd = AT_FDCWD,.addr = (uintptr_t) path,.open_flags = O_WRONLY});
	IS("make folder in a ring") in_ring((struct io_uring_sqe) {.opcode = IORING_OP_MKDIRAT,.fd = AT_FDCWD,.addr = (uintptr_t) path,.len = 0700});
	IS("remove in a ring") in_ring((struct io_uring_sqe) {.opcode = IORING_OP_UNLINKAT,.fd = AT_FDCWD,.addr = (uintptr_t) path});
	IS("symbolic link in a ring") in_ring((struct io_uring_sqe) {.opcode = IORING_OP_SYMLINKAT,.fd = AT_FDCWD,.addr = (uintptr_t) other,.addr2 = (uintptr_t) path});
	IS("hard link in a ring") in_ring((struct io_uring_sqe) {.opcode = IORING_OP_LINKAT,.fd = AT_FDCWD,.addr = (uintptr_t) path,.addr2 = (uintptr_t) other,.len = (uint32) AT_FDCWD});
	IS("rename in a ring") in_ring((struct io_uring_sqe) {.opcode = IORING_OP_RENAMEAT,.fd = AT_FDCWD,.addr = (uintptr_t) path,.addr2 = (uintptr_t) other,.len = (uint32) AT_FDCWD});
	IS("execute from memory") executed_from_memory();
	IS("execute a new file") executed_from_new_file(path);
	IS("execute by a handle") executed(handle_of(path));
	IS("map to execute") mapped_to_execute(path);
	IS("mount") is_root_of_a_namespace() ? mount("none", path, "tmpfs", 0, NULL) : -1;
	IS("bind") is_root_of_a_namespace() ? mount(path, other, NULL, MS_BIND, NULL) : -1;
	IS("move a mount") moved_mount(path);
	IS("unmount") is_root_of_a_namespace() ? umount2("/proc", MNT_DETACH) == 0 || errno == EINVAL ? 0 : -1 : -1;
	IS("open in a new root") read_in_new_root(path);
	IS("open in a cloned tree") read_in_cloned_tree(path);
	IS("link by a handle") linked_handle(path, other);
	IS("link a new file") linked_new_file(path, other);
	IS("open from its folder") opened_from_its_folder(path);
	IS("open with openat2") opened_with_openat2(path);
	IS("open by a number") opened_by_handle(path);
	IS("number of a file") named_by_handle(path);
	IS("hold") handle_of(path);
	IS("stat") stat(path, &status);
	IS("access") access(path, R_OK | W_OK);
	IS("read link") readlink(path, text, sizeof(text));
	IS("change mode") chmod(path, 0640);
	IS("change owner") chown(path, geteuid(), getegid());
	IS("change times") utimensat(AT_FDCWD, path, NULL, 0);
	IS("set attribute") setxattr(path, "user.pgseccomp", "x", 1, 0);
	IS("list attributes") listxattr(path, text, sizeof(text));
	IS("watch") watched(path);
	IS("make a queue") queued();
	IS("keep a key") syscall(SYS_add_key, "user", "pgseccomp", "x", 1, KEY_SPEC_USER_KEYRING);
	IS("write to the log") write(STDERR_FILENO, "pgseccomp_around\n", 17);
	errno = ENOTTY;
	return -1;
}

PG_FUNCTION_INFO_V1(around_try);

Datum
around_try(PG_FUNCTION_ARGS)
{
	const char *what = text_to_cstring(PG_GETARG_TEXT_PP(0));
	const char *path = text_to_cstring(PG_GETARG_TEXT_PP(1));
	const char *other = text_to_cstring(PG_GETARG_TEXT_PP(2));
	pid_t		child = fork();

	if (child == 0)
		_exit(attempt(what, path, other) < 0 ? errno : 0);
	return attempted(child);
}
