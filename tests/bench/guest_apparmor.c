// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * AppArmor: a profile that names the measured program's path and so attaches
 * when it is started.
 */
#include <stdio.h>
#include <stdlib.h>

#include "guest_init.h"

static void load(void)
{
	size_t size;
	void *profile = load_file("/apparmor.profile", &size);

	write_file("/sys/kernel/security/apparmor/.replace", profile, size);
	free(profile);
}

const struct module module_apparmor = {
	.name = "apparmor",
	.load = load,
};
