/*
 * boundary.c: decodes replies.
 */
#include "boundary.h"

#include <string.h>

/* A reply and how far it was read. After the first read past its end everything is 0 or empty, and failed is set. */
typedef struct Reader
{
	const uint8 *bytes;
	int			length;
	int			position;
	bool		failed;
} Reader;

static const uint8 *
take(Reader *reader, uint32 length)
{
	const uint8 *start;

	if (reader->failed || length > (uint32) (reader->length - reader->position))
	{
		reader->failed = true;
		return NULL;
	}
	start = reader->bytes + reader->position;
	reader->position += (int) length;
	return start;
}

static uint32
take_integer(Reader *reader)
{
	const uint8 *b = take(reader, 4);

	if (b == NULL)
		return 0;
	return (uint32) b[0] | (uint32) b[1] << 8 | (uint32) b[2] << 16 | (uint32) b[3] << 24;
}

static char *
take_text(Reader *reader)
{
	uint32		length = take_integer(reader);
	const uint8 *bytes = take(reader, length);

	if (bytes == NULL)
		return pstrdup("");
	return pnstrdup((const char *) bytes, length);
}

static FilterAction
take_action(Reader *reader)
{
	uint32		action = take_integer(reader);

	if (action >= ACTION_COUNT)
	{
		reader->failed = true;
		return ACTION_KILL;
	}
	return (FilterAction) action;
}

/* A number of things of which each takes at least the given number of bytes. */
static int
take_count(Reader *reader, int bytes_each)
{
	uint32		count = take_integer(reader);

	if (reader->failed || count > (uint32) ((reader->length - reader->position) / bytes_each))
	{
		reader->failed = true;
		return 0;
	}
	return (int) count;
}

static bool
is_complete(const Reader *reader)
{
	return !reader->failed && reader->position == reader->length;
}

/* Reads what is no acceptance. */
static CoreStatus
read_refusal(Reader *reader, uint32 status, Rejection *rejection, char **failure)
{
	if (status == CORE_REJECTED)
	{
		uint32		kind = take_integer(reader);

		rejection->setting = take_text(reader);
		rejection->message = take_text(reader);
		rejection->detail = take_text(reader);
		rejection->hint = take_text(reader);
		if (kind <= REJECTED_LOOSENS && is_complete(reader))
		{
			rejection->kind = (RejectionKind) kind;
			return CORE_REJECTED;
		}
	}
	else if (status == CORE_FAILED)
	{
		*failure = take_text(reader);
		if (is_complete(reader))
			return CORE_FAILED;
	}
	*failure = pstrdup("malformed reply");
	return CORE_FAILED;
}

/* The status of a reply; what refuses is read. */
static CoreStatus
begin_reading(Reader *reader, Reply reply, Rejection *rejection, char **failure)
{
	uint32		status;

	*reader = (Reader) {reply.bytes, reply.length, 0, false};
	status = take_integer(reader);
	if (reader->failed || status != CORE_ACCEPTED)
		return read_refusal(reader, reader->failed ? CORE_FAILED : status, rejection, failure);
	return CORE_ACCEPTED;
}

static CoreStatus
end_reading(const Reader *reader, char **failure)
{
	if (is_complete(reader))
		return CORE_ACCEPTED;
	*failure = pstrdup("malformed reply");
	return CORE_FAILED;
}

static void
take_actions(Reader *reader, ExpectedActions *actions)
{
	const uint8 *of_number;

	actions->default_action = take_action(reader);
	actions->foreign_action = take_action(reader);
	if (take_count(reader, 1) != EXPECTED_NUMBERS)
		reader->failed = true;
	of_number = take(reader, EXPECTED_NUMBERS);
	for (int i = 0; i < EXPECTED_NUMBERS && of_number != NULL; i++)
	{
		actions->of_number[i] = of_number[i];
		if (of_number[i] >= ACTION_COUNT)
			reader->failed = true;
	}
}

CoreStatus
boundary_read_verdict(Reply reply, Rejection *rejection, char **failure)
{
	Reader		reader;
	CoreStatus	status = begin_reading(&reader, reply, rejection, failure);

	return status == CORE_ACCEPTED ? end_reading(&reader, failure) : status;
}

CoreStatus
boundary_read_compiled(Reply reply, CompiledFilter *filter, Rejection *rejection, char **failure)
{
	Reader		reader;
	CoreStatus	status = begin_reading(&reader, reply, rejection, failure);

	if (status != CORE_ACCEPTED)
		return status;
	filter->length = take_count(&reader, 8);
	filter->instructions = palloc0(sizeof(struct sock_filter) * (size_t) (filter->length + 1));
	for (int i = 0; i < filter->length; i++)
	{
		uint32		word = take_integer(&reader);

		filter->instructions[i].code = (uint16) (word & 0xffff);
		filter->instructions[i].jt = (uint8) (word >> 16 & 0xff);
		filter->instructions[i].jf = (uint8) (word >> 24);
		filter->instructions[i].k = take_integer(&reader);
	}
	take_actions(&reader, &filter->own);
	take_actions(&reader, &filter->stack);
	return end_reading(&reader, failure);
}

CoreStatus
boundary_read_rows(Reply reply, DescribedRow **rows, int *count, Rejection *rejection, char **failure)
{
	Reader		reader;
	CoreStatus	status = begin_reading(&reader, reply, rejection, failure);

	if (status != CORE_ACCEPTED)
		return status;
	*count = take_count(&reader, 16);
	*rows = palloc0(sizeof(DescribedRow) * (size_t) (*count + 1));
	for (int i = 0; i < *count; i++)
	{
		DescribedRow *row = &(*rows)[i];

		row->syscall = take_text(&reader);
		row->number = (int32) take_integer(&reader);
		row->filter_action = take_text(&reader);
		row->context = take_text(&reader);
	}
	return end_reading(&reader, failure);
}

CoreStatus
boundary_read_roles(Reply reply, DescribedRole **roles, int *count, Rejection *rejection, char **failure)
{
	Reader		reader;
	CoreStatus	status = begin_reading(&reader, reply, rejection, failure);

	if (status != CORE_ACCEPTED)
		return status;
	*count = take_count(&reader, 8);
	*roles = palloc0(sizeof(DescribedRole) * (size_t) (*count + 1));
	for (int i = 0; i < *count; i++)
	{
		(*roles)[i].name = take_text(&reader);
		(*roles)[i].suffix = take_text(&reader);
	}
	return end_reading(&reader, failure);
}

CoreStatus
boundary_read_process_types(Reply reply, ProcessType *types, int *count, Rejection *rejection, char **failure)
{
	Reader		reader;
	CoreStatus	status = begin_reading(&reader, reply, rejection, failure);

	if (status != CORE_ACCEPTED)
		return status;
	*count = take_count(&reader, 4);
	if (*count > PROCESS_TYPES)
		reader.failed = true;
	for (int i = 0; i < *count && !reader.failed; i++)
	{
		uint32		type = take_integer(&reader);

		types[i] = (ProcessType) type;
		if (type >= PROCESS_TYPES)
			reader.failed = true;
	}
	return end_reading(&reader, failure);
}

CoreStatus
boundary_read_lines(Reply reply, char ***lines, int *count, Rejection *rejection, char **failure)
{
	Reader		reader;
	CoreStatus	status = begin_reading(&reader, reply, rejection, failure);

	if (status != CORE_ACCEPTED)
		return status;
	*count = take_count(&reader, 4);
	*lines = palloc0(sizeof(char *) * (size_t) (*count + 1));
	for (int i = 0; i < *count; i++)
		(*lines)[i] = take_text(&reader);
	return end_reading(&reader, failure);
}

CoreStatus
boundary_read_activities(Reply reply, DescribedActivity **activities, int *count, Rejection *rejection, char **failure)
{
	Reader		reader;
	CoreStatus	status = begin_reading(&reader, reply, rejection, failure);

	if (status != CORE_ACCEPTED)
		return status;
	*count = take_count(&reader, 16);
	*activities = palloc0(sizeof(DescribedActivity) * (size_t) (*count + 1));
	for (int i = 0; i < *count; i++)
	{
		DescribedActivity *activity = &(*activities)[i];

		activity->name = take_text(&reader);
		activity->seen = take_integer(&reader) == 1;
		activity->evidence = take_text(&reader);
		activity->how = take_text(&reader);
	}
	return end_reading(&reader, failure);
}

CoreStatus
boundary_read_syscalls(Reply reply, char **names, uint32 *shown, Rejection *rejection, char **failure)
{
	Reader		reader;
	CoreStatus	status = begin_reading(&reader, reply, rejection, failure);
	int			count;

	if (status != CORE_ACCEPTED)
		return status;
	count = take_count(&reader, 12);
	for (int i = 0; i < count && !reader.failed; i++)
	{
		char	   *name = take_text(&reader);
		uint32		number = take_integer(&reader);
		uint32		arguments = take_integer(&reader);

		if (number >= EXPECTED_NUMBERS)
			reader.failed = true;
		else
		{
			names[number] = name;
			shown[number] = arguments;
		}
	}
	return end_reading(&reader, failure);
}
