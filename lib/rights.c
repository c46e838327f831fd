// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Access masks in words, both ways. */
#include "report.h"
#include "sddl_rights.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <kacs/access.h>
#include <kacs/names.h>
#include <kacs/syscall.h>

struct right_name {
	u32 bit;
	const char *constant;
	const char *words; /* what it lets one do, exactly */
	const char *verb;  /* what one wanted to do */
};

/* clang-format off */
static const struct right_name file_names[] = {
	{ KACS_FILE_READ_DATA, "FILE_READ_DATA", "read data", "read" },
	{ KACS_FILE_WRITE_DATA, "FILE_WRITE_DATA", "write data", "write" },
	{ KACS_FILE_APPEND_DATA, "FILE_APPEND_DATA", "append data", "append" },
	{ KACS_FILE_READ_EA, "FILE_READ_EA", "read extended attributes", NULL },
	{ KACS_FILE_WRITE_EA, "FILE_WRITE_EA", "write extended attributes",
	  NULL },
	{ KACS_FILE_EXECUTE, "FILE_EXECUTE", "execute", NULL },
	{ KACS_FILE_DELETE_CHILD, "FILE_DELETE_CHILD", "delete children",
	  NULL },
	{ KACS_FILE_READ_ATTRIBUTES, "FILE_READ_ATTRIBUTES", "read attributes",
	  NULL },
	{ KACS_FILE_WRITE_ATTRIBUTES, "FILE_WRITE_ATTRIBUTES",
	  "write attributes", NULL },
	{ 0, NULL, NULL, NULL },
};

static const struct right_name directory_names[] = {
	{ KACS_FILE_LIST_DIRECTORY, "FILE_LIST_DIRECTORY", "list", NULL },
	{ KACS_FILE_ADD_FILE, "FILE_ADD_FILE", "add files", "add a file" },
	{ KACS_FILE_ADD_SUBDIRECTORY, "FILE_ADD_SUBDIRECTORY",
	  "add subdirectories", "add a subdirectory" },
	{ KACS_FILE_READ_EA, "FILE_READ_EA", "read extended attributes", NULL },
	{ KACS_FILE_WRITE_EA, "FILE_WRITE_EA", "write extended attributes",
	  NULL },
	{ KACS_FILE_TRAVERSE, "FILE_TRAVERSE", "traverse", NULL },
	{ KACS_FILE_DELETE_CHILD, "FILE_DELETE_CHILD", "delete children",
	  "delete a child" },
	{ KACS_FILE_READ_ATTRIBUTES, "FILE_READ_ATTRIBUTES", "read attributes",
	  NULL },
	{ KACS_FILE_WRITE_ATTRIBUTES, "FILE_WRITE_ATTRIBUTES",
	  "write attributes", NULL },
	{ 0, NULL, NULL, NULL },
};

static const struct right_name process_names[] = {
	{ KACS_PROCESS_TERMINATE, "PROCESS_TERMINATE", "terminate", NULL },
	{ KACS_PROCESS_SIGNAL, "PROCESS_SIGNAL", "signal", NULL },
	{ KACS_PROCESS_VM_READ, "PROCESS_VM_READ", "read memory", NULL },
	{ KACS_PROCESS_VM_WRITE, "PROCESS_VM_WRITE", "write memory", NULL },
	{ KACS_PROCESS_DUP_HANDLE, "PROCESS_DUP_HANDLE",
	  "duplicate descriptors", NULL },
	{ KACS_PROCESS_SET_INFORMATION, "PROCESS_SET_INFORMATION",
	  "set information", NULL },
	{ KACS_PROCESS_QUERY_INFORMATION, "PROCESS_QUERY_INFORMATION",
	  "query information", NULL },
	{ KACS_PROCESS_SUSPEND_RESUME, "PROCESS_SUSPEND_RESUME",
	  "suspend and resume", NULL },
	{ KACS_PROCESS_QUERY_LIMITED, "PROCESS_QUERY_LIMITED",
	  "query limited information", NULL },
	{ 0, NULL, NULL, NULL },
};

static const struct right_name token_names[] = {
	{ KACS_TOKEN_ASSIGN_PRIMARY, "TOKEN_ASSIGN_PRIMARY", "install", NULL },
	{ KACS_TOKEN_DUPLICATE, "TOKEN_DUPLICATE", "duplicate", NULL },
	{ KACS_TOKEN_IMPERSONATE, "TOKEN_IMPERSONATE", "impersonate", NULL },
	{ KACS_TOKEN_QUERY, "TOKEN_QUERY", "query", NULL },
	{ KACS_TOKEN_ADJUST_PRIVS, "TOKEN_ADJUST_PRIVS", "adjust privileges",
	  NULL },
	{ KACS_TOKEN_ADJUST_GROUPS, "TOKEN_ADJUST_GROUPS", "adjust groups",
	  NULL },
	{ KACS_TOKEN_ADJUST_DEFAULT, "TOKEN_ADJUST_DEFAULT", "adjust defaults",
	  NULL },
	{ KACS_TOKEN_ADJUST_SESSIONID, "TOKEN_ADJUST_SESSIONID",
	  "adjust the session number", NULL },
	{ 0, NULL, NULL, NULL },
};

/* MS-ADTS 5.1.3.2, by the names of ADS_RIGHTS_ENUM. */
static const struct right_name ds_names[] = {
	{ 0x001, "ADS_RIGHT_DS_CREATE_CHILD", "create children", NULL },
	{ 0x002, "ADS_RIGHT_DS_DELETE_CHILD", "delete children", NULL },
	{ 0x004, "ADS_RIGHT_ACTRL_DS_LIST", "list children", NULL },
	{ 0x008, "ADS_RIGHT_DS_SELF", "make validated writes", NULL },
	{ 0x010, "ADS_RIGHT_DS_READ_PROP", "read properties", NULL },
	{ 0x020, "ADS_RIGHT_DS_WRITE_PROP", "write properties", NULL },
	{ 0x040, "ADS_RIGHT_DS_DELETE_TREE", "delete the tree", NULL },
	{ 0x080, "ADS_RIGHT_DS_LIST_OBJECT", "list the object", NULL },
	{ 0x100, "ADS_RIGHT_DS_CONTROL_ACCESS", "use extended rights", NULL },
	{ 0, NULL, NULL, NULL },
};

static const struct right_name no_names[] = {
	{ 0, NULL, NULL, NULL },
};

static const struct right_name standard_names[] = {
	{ KACS_DELETE, "DELETE", "delete", NULL },
	{ KACS_READ_CONTROL, "READ_CONTROL", "read permissions", NULL },
	{ KACS_WRITE_DAC, "WRITE_DAC", "change permissions", NULL },
	{ KACS_WRITE_OWNER, "WRITE_OWNER", "change owner", NULL },
	{ KACS_SYNCHRONIZE, "SYNCHRONIZE", "synchronize", NULL },
	{ KACS_ACCESS_SYSTEM_SECURITY, "ACCESS_SYSTEM_SECURITY",
	  "access the SACL", NULL },
	{ KACS_MAXIMUM_ALLOWED, "MAXIMUM_ALLOWED", "maximum allowed", NULL },
	{ KACS_GENERIC_ALL, "GENERIC_ALL", "generic all", NULL },
	{ KACS_GENERIC_EXECUTE, "GENERIC_EXECUTE", "generic execute", NULL },
	{ KACS_GENERIC_WRITE, "GENERIC_WRITE", "generic write", NULL },
	{ KACS_GENERIC_READ, "GENERIC_READ", "generic read", NULL },
	{ 0, NULL, NULL, NULL },
};
/* clang-format on */

static const struct right_name *names_of(u32 object_type)
{
	switch (object_type) {
	case KACS_OBJECT_FILE:
	case KACS_OBJECT_SOCKET:
	case KACS_OBJECT_IPC:
		return file_names;
	case KACS_OBJECT_DIRECTORY:
		return directory_names;
	case KACS_OBJECT_PROCESS:
		return process_names;
	case KACS_OBJECT_TOKEN:
		return token_names;
	case KACS_OBJECT_DS:
		return ds_names;
	default:
		return no_names;
	}
}

static bool has_file_rights(u32 object_type)
{
	return object_type == KACS_OBJECT_FILE ||
	       object_type == KACS_OBJECT_DIRECTORY;
}

/* Masks with a word of their own, the widest first. */
struct composite {
	u32 mask;
	const char *words;
};

#define WRITE_ONLY \
	(KACS_FILE_GENERIC_WRITE & ~(KACS_READ_CONTROL | KACS_SYNCHRONIZE))
#define READ_ONLY (KACS_FILE_READ_DATA | KACS_FILE_READ_EA)
#define MODIFY                                              \
	(KACS_FILE_GENERIC_READ | KACS_FILE_GENERIC_WRITE | \
	 KACS_FILE_GENERIC_EXECUTE | KACS_DELETE)

static const struct composite composites[] = {
	{KACS_FILE_ALL_ACCESS, "full"},
	{MODIFY, "modify"},
	{KACS_FILE_GENERIC_READ, "read"},
	{KACS_FILE_GENERIC_WRITE, "write"},
	{KACS_FILE_GENERIC_EXECUTE, "execute"},
	{WRITE_ONLY, "write"},
	{READ_ONLY, "read"},
	{0, NULL},
};

static void append(char *out, size_t room, const char *separator,
		   const char *words)
{
	size_t len = strlen(out);

	snprintf(out + len, room - len, "%s%s", len ? separator : "", words);
}

static u32 append_names(const struct right_name *name, u32 mask,
			const char *separator, size_t field, char *out,
			size_t room)
{
	for (; name->bit; name++) {
		const char *texts[] = {name->constant, name->words, name->verb};

		if (!(mask & name->bit))
			continue;
		append(out, room, separator,
		       texts[field] ? texts[field] : name->words);
		mask &= ~name->bit;
	}
	return mask;
}

static void append_rest(u32 mask, const char *separator, char *out, size_t room)
{
	char hex[16];

	if (mask) {
		snprintf(hex, sizeof(hex), "0x%x", mask);
		append(out, room, separator, hex);
	}
	if (!out[0])
		append(out, room, "", "nothing");
}

void kacs_rights_words(uint32_t mask, uint32_t object_type, char *out,
		       size_t room)
{
	const struct composite *composite;
	u32 covered = 0;

	out[0] = '\0';
	if (has_file_rights(object_type))
		for (composite = composites; composite->mask; composite++)
			if ((mask & composite->mask) == composite->mask &&
			    (composite->mask & ~covered)) {
				append(out, room, ", ", composite->words);
				covered |= composite->mask;
			}
	mask &= ~covered;
	mask = append_names(names_of(object_type), mask, ", ", 1, out, room);
	mask = append_names(standard_names, mask, ", ", 1, out, room);
	append_rest(mask, ", ", out, room);
}

void kacs_rights_verbs(uint32_t mask, uint32_t object_type, char *out,
		       size_t room)
{
	if (has_file_rights(object_type) && mask == KACS_FILE_ALL_ACCESS) {
		snprintf(out, room, "do everything");
		return;
	}
	/* Reading attributes goes with every open: say what it was for. */
	if (has_file_rights(object_type) && (mask & ~KACS_FILE_READ_ATTRIBUTES))
		mask &= ~KACS_FILE_READ_ATTRIBUTES;
	out[0] = '\0';
	mask = append_names(names_of(object_type), mask, ", ", 2, out, room);
	mask = append_names(standard_names, mask, ", ", 2, out, room);
	append_rest(mask, ", ", out, room);
}

void kacs_rights_constants(uint32_t mask, uint32_t object_type,
			   const char *separator, char *out, size_t room)
{
	out[0] = '\0';
	mask = append_names(names_of(object_type), mask, separator, 0, out,
			    room);
	mask = append_names(standard_names, mask, separator, 0, out, room);
	append_rest(mask, separator, out, room);
}

struct word {
	const char *word;
	u32 ask;
	u32 allow;
	u32 deny;
};

#define ATTRIBUTES KACS_FILE_READ_ATTRIBUTES
#define ALWAYS (KACS_READ_CONTROL | KACS_SYNCHRONIZE)

/* clang-format off */
static const struct word file_words[] = {
	{ "read", KACS_FILE_READ_DATA | ATTRIBUTES, KACS_FILE_GENERIC_READ,
	  READ_ONLY },
	{ "list", KACS_FILE_LIST_DIRECTORY | ATTRIBUTES, KACS_FILE_GENERIC_READ,
	  READ_ONLY },
	{ "write", KACS_FILE_WRITE_DATA | ATTRIBUTES, KACS_FILE_GENERIC_WRITE,
	  WRITE_ONLY },
	{ "append", KACS_FILE_APPEND_DATA | ATTRIBUTES,
	  KACS_FILE_APPEND_DATA | ATTRIBUTES | ALWAYS, KACS_FILE_APPEND_DATA },
	{ "execute", KACS_FILE_EXECUTE, KACS_FILE_GENERIC_EXECUTE,
	  KACS_FILE_EXECUTE },
	{ "traverse", KACS_FILE_TRAVERSE, KACS_FILE_GENERIC_EXECUTE,
	  KACS_FILE_TRAVERSE },
	{ "modify", MODIFY, MODIFY,
	  READ_ONLY | WRITE_ONLY | KACS_FILE_EXECUTE | KACS_DELETE },
	{ "full", KACS_FILE_ALL_ACCESS, KACS_FILE_ALL_ACCESS,
	  KACS_FILE_ALL_ACCESS },
	{ "add-file", KACS_FILE_ADD_FILE, KACS_FILE_ADD_FILE,
	  KACS_FILE_ADD_FILE },
	{ "add-subdirectory", KACS_FILE_ADD_SUBDIRECTORY,
	  KACS_FILE_ADD_SUBDIRECTORY, KACS_FILE_ADD_SUBDIRECTORY },
	{ "delete-child", KACS_FILE_DELETE_CHILD, KACS_FILE_DELETE_CHILD,
	  KACS_FILE_DELETE_CHILD },
	{ NULL, 0, 0, 0 },
};

static const struct word standard_words[] = {
	{ "delete", KACS_DELETE, KACS_DELETE, KACS_DELETE },
	{ "read-permissions", KACS_READ_CONTROL, KACS_READ_CONTROL,
	  KACS_READ_CONTROL },
	{ "change-permissions", KACS_WRITE_DAC, KACS_WRITE_DAC,
	  KACS_WRITE_DAC },
	{ "change-owner", KACS_WRITE_OWNER, KACS_WRITE_OWNER,
	  KACS_WRITE_OWNER },
	{ "maximum", KACS_MAXIMUM_ALLOWED, KACS_MAXIMUM_ALLOWED,
	  KACS_MAXIMUM_ALLOWED },
	{ NULL, 0, 0, 0 },
};
/* clang-format on */

static bool find_word(const struct word *word, const char *text,
		      enum kacs_rights_use use, u32 *mask)
{
	for (; word->word; word++)
		if (strcasecmp(word->word, text) == 0) {
			*mask = use == KACS_RIGHTS_ASK	   ? word->ask
				: use == KACS_RIGHTS_ALLOW ? word->allow
							   : word->deny;
			return true;
		}
	return false;
}

static bool find_constant(const struct right_name *name, const char *text,
			  u32 *mask)
{
	for (; name->bit; name++)
		if (strcasecmp(name->constant, text) == 0) {
			*mask = name->bit;
			return true;
		}
	return false;
}

static bool find_letters(const char *text, u32 *mask)
{
	u32 sum = 0, one;

	if (strlen(text) % 2 || !text[0])
		return false;
	for (; *text; text += 2) {
		if (!kacs_sddl_right(text, false, &one))
			return false;
		sum |= one;
	}
	*mask = sum;
	return true;
}

static bool find_number(const char *text, u32 *mask)
{
	unsigned long long value;
	char *end;

	if (!isdigit((unsigned char)text[0]))
		return false;
	errno = 0;
	value = strtoull(text, &end, text[1] == 'x' ? 16 : 10);
	if (errno || *end || value > UINT32_MAX)
		return false;
	*mask = (u32)value;
	return true;
}

static bool find_right(const char *text, u32 object_type,
		       enum kacs_rights_use use, u32 *mask)
{
	if (has_file_rights(object_type) &&
	    (find_word(file_words, text, use, mask) ||
	     find_constant(file_names, text, mask) ||
	     find_constant(directory_names, text, mask)))
		return true;
	return find_word(standard_words, text, use, mask) ||
	       find_constant(names_of(object_type), text, mask) ||
	       find_constant(standard_names, text, mask) ||
	       find_letters(text, mask) || find_number(text, mask);
}

int kacs_rights_from_text(const char *text, uint32_t object_type,
			  enum kacs_rights_use use, uint32_t *mask,
			  struct kacs_diagnostic *diagnostic)
{
	static const char separators[] = ",+| \t";
	size_t at = strspn(text, separators);
	u32 sum = 0, one;
	char word[64];

	if (!text[at])
		return kacs_report(diagnostic, at, "no right is named");
	while (text[at]) {
		size_t len = strcspn(text + at, separators);

		if (len >= sizeof(word))
			return kacs_report(diagnostic, at,
					   "a right's name is too long");
		memcpy(word, text + at, len);
		word[len] = '\0';
		if (!find_right(word, object_type, use, &one))
			return kacs_report(
				diagnostic, at,
				"\"%s\" is no right of a %s; try read, write, execute, append, delete, modify, full, a constant such as WRITE_DAC, or 0x...",
				word, kacs_object_type_name(object_type));
		sum |= one;
		at += len;
		at += strspn(text + at, separators);
	}
	*mask = sum;
	return 0;
}
