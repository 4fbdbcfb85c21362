/*
 * dropped_files.c: what a transaction drops must be within the reach of its session.
 *
 * PostgreSQL removes the files of dropped tables after the commit, and opens them for that (DropRelationsAllBuffers in bufmgr.c). An error there is a PANIC,
 * or, with COMMIT PREPARED, leaves the locks of the transaction behind for good. A session with a list of files cannot open those of a tablespace that was
 * made after it began. So it is looked whether it can while the transaction can still be given up. The folders of a dropped database would stay where they
 * are, and the tablespace could not be dropped any more.
 */
#include "process/dropped_files.h"

#include "access/xact.h"
#include "catalog/storage.h"
#include "commands/dbcommands.h"
#include "common/relpath.h"
#include "miscadmin.h"
#include "storage/fd.h"

#include <fcntl.h>
#include <unistd.h>

#include "denial/domain_hint.h"

#define TABLESPACES "pg_tblspc"

#if PG_VERSION_NUM < 160000
#define RelFileLocator RelFileNode
#endif
#if PG_VERSION_NUM >= 180000
#define PATH_OF(relation) relpathperm(relation, MAIN_FORKNUM).str
#else
#define PATH_OF(relation) relpathperm(relation, MAIN_FORKNUM)
#endif

static void
check_file(const char *path)
{
	int			file = open(path, O_RDWR | O_CLOEXEC);

	if (file < 0 && errno != ENOENT && errno != EMFILE && errno != ENFILE)
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not open file \"%s\", which this transaction drops: %m", path),
				 errdetail("The files of what is dropped are removed after the commit, when an error would end the server.")));
	if (file >= 0)
		close(file);
}

static void
before_commit(XactEvent event, void *argument)
{
	RelFileLocator *pending;
	int			count;

	if (event != XACT_EVENT_PRE_COMMIT || !domain_hint_expected())
		return;
	count = smgrGetPendingDeletes(true, &pending);
	for (int i = 0; i < count; i++)
		check_file(PATH_OF(pending[i]));
}

/*
 * An ERROR if a folder in which a file may be removed later cannot be written. It is asked with a file without a name; a file system that knows
 * none answers something else than EACCES.
 */
static void
check_folder(const char *path, const char *detail)
{
	int			file = open(path, O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);

	if (file < 0 && errno == EACCES)
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not write in directory \"%s\", in which this transaction may have files: %m", path),
				 errdetail_internal("%s", detail)));
	if (file >= 0)
		close(file);
}

/* What there is of a folder in any tablespace; the folders of this version themselves if it is empty. */
static void
check_tablespaces(const char *folder_in, const char *detail)
{
	DIR		   *folder = AllocateDir(TABLESPACES);
	struct dirent *entry;

	while ((entry = ReadDir(folder, TABLESPACES)) != NULL)
	{
		if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9')
			check_folder(psprintf(TABLESPACES "/%s/" TABLESPACE_VERSION_DIRECTORY "%s", entry->d_name, folder_in), detail);
	}
	FreeDir(folder);
}

void
dropped_files_check_prepared(void)
{
	if (domain_hint_expected())
		check_tablespaces("", "The files of what a prepared transaction drops are removed after its commit, when an error would leave its locks behind.");
}

void
dropped_files_check_database(const char *name)
{
	Oid			database = domain_hint_expected() ? get_database_oid(name, true) : InvalidOid;

	if (OidIsValid(database))
		check_tablespaces(psprintf("/%u", database),
						  "The files of a dropped database are removed after the commit: they would stay there for ever.");
}

void
dropped_files_prepare(void)
{
	RegisterXactCallback(before_commit, NULL);
}
