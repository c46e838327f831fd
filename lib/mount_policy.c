// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <kacs/calls.h>

int kacs_sys_get_mount_policy(int fd, struct kacs_mount_policy_args *args,
			      size_t size)
{
	return (int)syscall(__NR_kacs_get_mount_policy, fd, args, size);
}

int kacs_sys_set_mount_policy(int fd, const struct kacs_mount_policy_args *args,
			      size_t size)
{
	return (int)syscall(__NR_kacs_set_mount_policy, fd, args, size);
}

int kacs_mount_policy_of(int fd, uint32_t *policy, uint32_t *generation,
			 uint8_t **template_sd, size_t *len)
{
	struct kacs_mount_policy_args args = {.policy = 0};
	uint8_t *buf = NULL;
	uint32_t room = 0;

	/* Another program may set a longer one between two calls. */
	for (;;) {
		uint8_t *bigger;

		args.template_sd_ptr = (uintptr_t)buf;
		args.template_sd_len = room;
		if (kacs_sys_get_mount_policy(fd, &args, sizeof(args)) < 0)
			break;
		if (args.template_sd_len <= room) {
			if (args.template_sd_len == 0) {
				free(buf);
				buf = NULL;
			}
			*policy = args.policy;
			if (generation)
				*generation = args.generation;
			*template_sd = buf;
			*len = args.template_sd_len;
			return 0;
		}
		room = args.template_sd_len;
		bigger = realloc(buf, room);
		if (!bigger)
			break;
		buf = bigger;
	}
	free(buf);
	return -1;
}
