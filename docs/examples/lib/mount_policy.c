// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A foreign medium whose files are Administrators' until it is unmounted. */
/* example */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <kacs/kacs.h>

int main(int argc, char **argv)
{
	static const char sddl[] = "O:BAG:BAD:(A;OICI;FA;;;BA)(A;OICI;FA;;;SY)";
	struct kacs_mount_policy_args args = {
		.policy = KACS_MOUNT_POLICY_SYNTHESIZE_EPHEMERAL,
	};
	uint32_t policy, generation;
	uint8_t *sd;
	size_t len;
	int fd;

	if (argc != 2) {
		fputs("usage: mount_policy PATH\n", stderr);
		return 2;
	}
	fd = open(argv[1], O_RDONLY | O_CLOEXEC);
	if (fd < 0 ||
	    kacs_sddl_parse(sddl, strlen(sddl), NULL, &sd, &len, NULL) < 0)
		return 1;
	args.template_sd_ptr = (uintptr_t)sd;
	args.template_sd_len = (uint32_t)len;
	if (kacs_sys_set_mount_policy(fd, &args, sizeof(args)) < 0)
		perror("the policy");
	free(sd);
	if (kacs_mount_policy_of(fd, &policy, &generation, &sd, &len) < 0)
		return 1;
	printf("policy %u, changed %u times, a template of %zu bytes\n", policy,
	       generation, len);
	free(sd);
	return close(fd);
}
/* end */
/* Needs a kernel with KACS. */
