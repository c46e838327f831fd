// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* kacs sd: the descriptor of a file. */
#include "kacs.h"

#include <string.h>

static const char usage_text[] =
	"kacs sd show    [--sddl] [--json] PATH...\n"
	"       kacs sd set     PATH... SDDL\n"
	"       kacs sd allow   [--inherit] PATH... WHO RIGHTS\n"
	"       kacs sd deny    [--inherit] PATH... WHO RIGHTS\n"
	"       kacs sd remove  PATH... INDEX|WHO\n"
	"       kacs sd owner   PATH... WHO\n"
	"       kacs sd inherit PATH... on|off\n"
	"       kacs sd reset   PATH...\n"
	"       All but show take --dry-run, --json; all take --no-dereference.";

int cmd_sd(int argc, char **argv)
{
	static const char *const edits[] = {"set",    "allow", "deny",
					    "remove", "owner", "inherit",
					    "reset",  NULL};
	size_t i;

	if (argc >= 2 && strcmp(argv[1], "show") == 0)
		return sd_show(argc - 1, argv + 1);
	for (i = 0; argc >= 2 && edits[i]; i++)
		if (strcmp(argv[1], edits[i]) == 0)
			return sd_edit(argc - 1, argv + 1);
	if (argc >= 2 && strcmp(argv[1], "--help") == 0)
		return help(usage_text);
	return usage(usage_text);
}
