// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * kacs sd set, allow, deny, remove, owner, inherit, reset: read, change, show
 * or write.
 */
#include "options.h"
#include "print_sd.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct edit {
	const char *name;
	char **arguments; /* those behind the paths */
	uint32_t flags;	  /* AT_SYMLINK_NOFOLLOW */
	bool inherit;
	bool dry_run;
	json_t *list; /* with --json */
};

/* One file's descriptor, before and after. */
struct change {
	const char *path;
	uint32_t type;
	uint8_t *before;
	size_t before_len;
	uint8_t *after; /* what is to be written */
	size_t after_len;
	uint32_t information; /* which parts of it */
};

typedef int (*edit_function)(const struct edit *edit, struct change *change);

static int load(const struct edit *edit, struct change *change)
{
	return read_sd(change->path, edit->flags, &change->before,
		       &change->before_len);
}

static int find_sid(const char *who, uint8_t *sid, size_t *len)
{
	struct kacs_diagnostic diagnostic;

	if (kacs_sid_from_name(who, principals(), sid, len, &diagnostic) < 0)
		return fail("%s", diagnostic.message);
	return 0;
}

static int changed(const struct change *change, int result,
		   const struct kacs_diagnostic *diagnostic)
{
	return result < 0 ? fail_with(diagnostic, "%s", change->path) : 0;
}

/* Allow or deny. */
static int edit_ace(const struct edit *edit, struct change *change)
{
	bool deny = strcmp(edit->name, "deny") == 0;
	struct kacs_diagnostic diagnostic;
	uint8_t sid[KACS_SID_MAX_BYTES];
	struct kacs_new_ace ace = {.deny = deny, .sid = sid};
	int status;

	status = find_sid(edit->arguments[0], sid, &ace.sid_len);
	if (status)
		return status;
	if (kacs_rights_from_text(edit->arguments[1], change->type,
				  deny ? KACS_RIGHTS_DENY : KACS_RIGHTS_ALLOW,
				  &ace.mask, &diagnostic) < 0)
		return fail("%s", diagnostic.message);
	if (edit->inherit && change->type != KACS_OBJECT_DIRECTORY)
		return fail("%s: --inherit is for directories", change->path);
	if (edit->inherit)
		ace.flags =
			KACS_ACE_OBJECT_INHERIT | KACS_ACE_CONTAINER_INHERIT;
	status = load(edit, change);
	if (status)
		return status;
	change->information = KACS_DACL_SECURITY_INFORMATION;
	return changed(
		change,
		kacs_descriptor_add_ace(change->before, change->before_len,
					&ace, &change->after,
					&change->after_len, NULL, &diagnostic),
		&diagnostic);
}

static bool is_index(const char *text)
{
	return text[0] && text[strspn(text, "0123456789")] == '\0' &&
	       strlen(text) <= 5;
}

static int edit_remove(const struct edit *edit, struct change *change)
{
	const char *which = edit->arguments[0];
	struct kacs_diagnostic diagnostic;
	uint8_t sid[KACS_SID_MAX_BYTES];
	size_t sid_len, removed;
	int status, result;

	if (!is_index(which)) {
		status = find_sid(which, sid, &sid_len);
		if (status)
			return status;
	}
	status = load(edit, change);
	if (status)
		return status;
	change->information = KACS_DACL_SECURITY_INFORMATION;
	if (is_index(which)) {
		result = kacs_descriptor_remove_ace(
			change->before, change->before_len, (size_t)atol(which),
			&change->after, &change->after_len, &diagnostic);
		return changed(change, result, &diagnostic);
	}
	result = kacs_descriptor_remove_sid(change->before, change->before_len,
					    sid, sid_len, &change->after,
					    &change->after_len, &removed,
					    &diagnostic);
	if (result == 0 && removed == 0)
		return fail("%s: no explicit ACE names %s", change->path,
			    which);
	return changed(change, result, &diagnostic);
}

static int edit_owner(const struct edit *edit, struct change *change)
{
	struct kacs_diagnostic diagnostic;
	uint8_t sid[KACS_SID_MAX_BYTES];
	size_t sid_len;
	int status;

	status = find_sid(edit->arguments[0], sid, &sid_len);
	if (status)
		return status;
	change->information = KACS_OWNER_SECURITY_INFORMATION;
	return changed(change,
		       kacs_descriptor_of_owner(sid, sid_len, &change->after,
						&change->after_len,
						&diagnostic),
		       &diagnostic);
}

/* Which parts of a descriptor an SDDL text is about. */
static uint32_t information_of(const struct kacs_descriptor_view *view)
{
	uint32_t information = 0;

	if (view->owner)
		information |= KACS_OWNER_SECURITY_INFORMATION;
	if (view->group)
		information |= KACS_GROUP_SECURITY_INFORMATION;
	if (view->control & KACS_SE_DACL_PRESENT)
		information |= KACS_DACL_SECURITY_INFORMATION;
	/* Setting a label alone needs no right to the rest of the SACL. */
	if (view->sacl_count == 1 && view->has_label)
		information |= KACS_LABEL_SECURITY_INFORMATION;
	else if (view->control & KACS_SE_SACL_PRESENT)
		information |= KACS_SACL_SECURITY_INFORMATION;
	return information;
}

static int edit_set(const struct edit *edit, struct change *change)
{
	const char *text = edit->arguments[0];
	struct kacs_descriptor_view *view;
	struct kacs_diagnostic diagnostic;

	if (kacs_sddl_parse(text, strlen(text), NULL, &change->after,
			    &change->after_len, &diagnostic) < 0)
		return fail_with(&diagnostic, "%s", text);
	view = kacs_descriptor_view(change->after, change->after_len,
				    &diagnostic);
	if (!view)
		return fail_with(&diagnostic, "%s", text);
	change->information = information_of(view);
	free(view);
	if (!change->information)
		return fail("the SDDL text names no part of a descriptor");
	return 0;
}

static int read_parent(const char *path, uint8_t **sd, size_t *len)
{
	char *copy = strdup(path);
	int status;

	if (!copy)
		return fail("out of memory");
	status = read_sd(dirname(copy), 0, sd, len);
	free(copy);
	return status;
}

static int from_parent(const struct edit *edit, struct change *change,
		       bool keep_explicit)
{
	struct kacs_diagnostic diagnostic;
	size_t parent_len;
	uint8_t *parent;
	int status, result;

	status = load(edit, change);
	if (status)
		return status;
	status = read_parent(change->path, &parent, &parent_len);
	if (status)
		return status;
	change->information = KACS_DACL_SECURITY_INFORMATION;
	result = kacs_descriptor_inherit(parent, parent_len, change->before,
					 change->before_len, keep_explicit,
					 change->type == KACS_OBJECT_DIRECTORY,
					 &change->after, &change->after_len,
					 &diagnostic);
	free(parent);
	return changed(change, result, &diagnostic);
}

static int edit_inherit(const struct edit *edit, struct change *change)
{
	struct kacs_diagnostic diagnostic;
	int status;

	if (strcmp(edit->arguments[0], "on") == 0)
		return from_parent(edit, change, true);
	if (strcmp(edit->arguments[0], "off") != 0)
		return fail("inherit: expected on or off, not \"%s\"",
			    edit->arguments[0]);
	status = load(edit, change);
	if (status)
		return status;
	change->information = KACS_DACL_SECURITY_INFORMATION;
	return changed(change,
		       kacs_descriptor_protect(
			       change->before, change->before_len,
			       &change->after, &change->after_len, &diagnostic),
		       &diagnostic);
}

static int edit_reset(const struct edit *edit, struct change *change)
{
	return from_parent(edit, change, false);
}

#define COMMON "[--dry-run] [--json] [--no-dereference] "

static const struct {
	const char *name;
	int arguments; /* behind the paths */
	edit_function run;
	const char *usage;
} edits[] = {
	{"set", 1, edit_set, "kacs sd set " COMMON "PATH... SDDL"},
	{"allow", 2, edit_ace,
	 "kacs sd allow " COMMON "[--inherit] PATH... WHO RIGHTS"},
	{"deny", 2, edit_ace,
	 "kacs sd deny " COMMON "[--inherit] PATH... WHO RIGHTS"},
	{"remove", 1, edit_remove,
	 "kacs sd remove " COMMON "PATH... INDEX|WHO"},
	{"owner", 1, edit_owner, "kacs sd owner " COMMON "PATH... WHO"},
	{"inherit", 1, edit_inherit,
	 "kacs sd inherit " COMMON "PATH... on|off"},
	{"reset", 0, edit_reset, "kacs sd reset " COMMON "PATH..."},
	{NULL, 0, NULL, NULL},
};

static json_t *sd_json(const struct change *change, const uint8_t *sd,
		       size_t len)
{
	char *text;

	if (!sd || kacs_descriptor_json(sd, len, change->type, principals(),
					&text, NULL) < 0)
		return json_null();
	return parse_json(text);
}

static void add_json(const struct edit *edit, const struct change *change)
{
	json_t *object = json_object();

	json_object_set_new(object, "path", json_string(change->path));
	json_object_set_new(object, "before",
			    sd_json(change, change->before,
				    change->before_len));
	json_object_set_new(object, "after",
			    sd_json(change, change->after, change->after_len));
	json_object_set_new(object, "written", json_boolean(!edit->dry_run));
	json_array_append_new(edit->list, object);
}

static int print_dry_run(const struct edit *edit, struct change *change)
{
	int status = 0;

	if (!change->before)
		status = load(edit, change);
	if (status)
		return status;
	printf("%s: before\n", change->path);
	print_descriptor(change->before, change->before_len, change->type,
			 "  ");
	printf("%s: after%s\n", change->path,
	       change->information == KACS_DACL_SECURITY_INFORMATION
		       ? ""
		       : " (what is set)");
	return print_descriptor(change->after, change->after_len, change->type,
				"  ");
}

static int apply(const struct edit *edit, struct change *change)
{
	if (edit->dry_run)
		return edit->list ? 0 : print_dry_run(edit, change);
	if (kacs_sys_set_sd(AT_FDCWD, change->path, change->information,
			    change->after, (uint32_t)change->after_len,
			    edit->flags) < 0)
		return fail_errno("%s: cannot set its security descriptor",
				  change->path);
	return 0;
}

static int edit_path(const struct edit *edit, edit_function run,
		     const char *path)
{
	struct change change = {
		.path = path,
		.type = type_of(path, edit->flags),
	};
	int status = run(edit, &change);

	if (status == 0)
		status = apply(edit, &change);
	if (status == 0 && edit->list)
		add_json(edit, &change);
	free(change.before);
	free(change.after);
	return status;
}

int sd_edit(int argc, char **argv)
{
	struct edit edit = {.name = argv[0]};
	bool json = false;
	const struct command_option options[] = {
		{"inherit", .flag = &edit.inherit},
		{"dry-run", 'n', .flag = &edit.dry_run},
		{"json", .flag = &json},
		{"no-dereference", 'P', .number = &edit.flags,
		 .value = AT_SYMLINK_NOFOLLOW},
		{.name = NULL},
	};
	int status = 0, one, last;
	size_t which;

	for (which = 0; strcmp(edits[which].name, argv[0]) != 0;)
		which++;
	parse_options(argc, argv, options, edits[which].usage);
	last = argc - edits[which].arguments;
	if (optind >= last)
		return usage(edits[which].usage);
	if (json)
		edit.list = json_array();
	edit.arguments = argv + last;
	for (; optind < last; optind++) {
		one = edit_path(&edit, edits[which].run, argv[optind]);
		if (one > status)
			status = one;
	}
	return json ? print_json(edit.list, status) : status;
}
