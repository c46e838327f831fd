// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* kacs sd show */
#include "options.h"
#include "print_sd.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

static const char usage_text[] =
	"kacs sd show [--sddl] [--json] [--no-dereference] PATH...";

struct show {
	bool sddl;
	json_t *list;	/* with --json: an object for each path */
	uint32_t flags; /* AT_SYMLINK_NOFOLLOW */
};

static int add_json(const struct show *show, const char *path,
		    const uint8_t *sd, size_t len, uint32_t type)
{
	json_t *value = descriptor_json(sd, len, type, path);

	if (!value)
		return STATUS_ERROR;
	json_object_set_new(value, "path", json_string(path));
	json_array_append_new(show->list, value);
	return 0;
}

static int show_path(const struct show *show, const char *path)
{
	uint32_t type = type_of(path, show->flags);
	uint8_t *sd;
	size_t len;
	int status = read_sd(path, show->flags, &sd, &len);

	if (status)
		return status;
	if (show->list) {
		status = add_json(show, path, sd, len, type);
	} else if (show->sddl) {
		status = print_sddl(sd, len, path);
	} else {
		printf("%s%s%s\n", colour(COLOUR_BOLD), path,
		       colour(COLOUR_PLAIN));
		status = print_descriptor(sd, len, type, "  ");
	}
	free(sd);
	return status;
}

int sd_show(int argc, char **argv)
{
	struct show show = {0};
	bool json = false;
	const struct command_option options[] = {
		{"sddl", .flag = &show.sddl},
		{"json", .flag = &json},
		{"no-dereference", 'P', .number = &show.flags,
		 .value = AT_SYMLINK_NOFOLLOW},
		{.name = NULL},
	};
	int status = 0, one;

	parse_options(argc, argv, options, usage_text);
	if (optind == argc)
		return usage(usage_text);
	if (json)
		show.list = json_array();
	for (; optind < argc; optind++) {
		one = show_path(&show, argv[optind]);
		if (one > status)
			status = one;
	}
	return json ? print_json(show.list, status) : status;
}
