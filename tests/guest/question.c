// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "question.h"

static uint8_t *sd;
static size_t sd_len;

void use_sd(const char *sddl)
{
	free(sd);
	sd = sd_bytes(sddl, &sd_len);
}

uint32_t used_sd_len(void)
{
	return (uint32_t)sd_len;
}

struct kacs_access_check_args question(int token, uint32_t desired)
{
	return (struct kacs_access_check_args){
		.size = sizeof(struct kacs_access_check_args),
		.token_fd = token,
		.sd_ptr = (uintptr_t)sd,
		.sd_len = (uint32_t)sd_len,
		.desired_access = desired,
		.generic_read = QUEUE_READ | KACS_READ_CONTROL,
		.generic_write = QUEUE_WRITE,
		.generic_execute = QUEUE_PURGE,
		.generic_all = QUEUE_ALL,
	};
}

int64_t ask(int token, uint32_t desired)
{
	struct kacs_access_check_args args = question(token, desired);

	return kacs_sys_access_check(&args);
}
