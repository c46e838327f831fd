// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Let the kernel check the parts of an object. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <kacs/kacs.h>

int main(void)
{
	static const char sddl[] = "O:SYD:(A;;FR;;;WD)";
	struct kacs_object_type_entry types[] = {{.level = 0}, {.level = 1}};
	struct kacs_node_result results[2];
	struct kacs_access_check_args args = {
		.size = sizeof(args),
		.token_fd = -1,
		.desired_access = KACS_FILE_READ_DATA,
		.object_tree_ptr = (uintptr_t)types,
		.object_tree_count = 2,
	};
	uint8_t *sd;
	size_t len;
	int result;

	types[1].guid[0] = 1;
	if (kacs_sddl_parse(sddl, strlen(sddl), NULL, &sd, &len, NULL) < 0)
		return 1;
	args.sd_ptr = (uintptr_t)sd;
	args.sd_len = (uint32_t)len;
	result = kacs_sys_access_check_list(&args, results, 2);
	free(sd);
	if (result < 0) {
		perror("the check");
		return 1;
	}
	printf("0x%x 0x%x\n", results[0].granted, results[1].granted);
	return 0;
}
/* end */
/* Needs a kernel with KACS. */
