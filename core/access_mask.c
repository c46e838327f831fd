// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The generic mappings of the objects that the kernel protects.
 */
#include "access_mask.h"

const struct kacs_generic_mapping kacs_file_mapping = {
	.read = KACS_FILE_GENERIC_READ,
	.write = KACS_FILE_GENERIC_WRITE,
	.execute = KACS_FILE_GENERIC_EXECUTE,
	.all = KACS_FILE_ALL_ACCESS,
};

const struct kacs_generic_mapping kacs_process_mapping = {
	.read = KACS_PROCESS_GENERIC_READ,
	.write = KACS_PROCESS_GENERIC_WRITE,
	.execute = KACS_PROCESS_GENERIC_EXECUTE,
	.all = KACS_PROCESS_ALL_ACCESS,
};

const struct kacs_generic_mapping kacs_token_mapping = {
	.read = KACS_TOKEN_GENERIC_READ,
	.write = KACS_TOKEN_GENERIC_WRITE,
	.execute = KACS_TOKEN_GENERIC_EXECUTE,
	.all = KACS_TOKEN_ALL_ACCESS,
};
