// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * An administrator's two tokens: the filtered one runs programs, the elevated
 * one waits for its time. Run as SYSTEM: link_tokens < TOKEN.
 */
/* example */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <kacs/kacs.h>

static int filter(int elevated, uint64_t privileges)
{
	uint32_t administrators = 0; /* the first of its groups */
	struct kacs_restrict_args args = {
		.privs_to_delete = privileges,
		.num_deny_indices = 1,
		.data_len = sizeof(administrators),
		.data_ptr = (uintptr_t)&administrators,
	};

	return kacs_sys_token_restrict(elevated, &args) < 0 ? -1
							    : args.result_fd;
}

int main(void)
{
	static uint8_t spec[KACS_TOKEN_SPEC_MAX_BYTES];
	struct kacs_get_linked_token_args partner;
	struct kacs_link_tokens_args pair;
	struct kacs_token_spec header;
	ssize_t len = read(0, spec, sizeof(spec));

	if (len < (ssize_t)sizeof(header)) {
		fputs("usage: link_tokens < TOKEN\n", stderr);
		return 2;
	}
	memcpy(&header, spec, sizeof(header));
	pair.session_id = header.session_id;
	pair.elevated_fd = kacs_sys_create_token(spec, (size_t)len);
	pair.filtered_fd = filter(pair.elevated_fd,
				  KACS_PRIVILEGE(KACS_SE_TAKE_OWNERSHIP));
	if (kacs_sys_token_link(&pair) < 0 ||
	    kacs_sys_token_get_linked(pair.filtered_fd, &partner) < 0) {
		perror("the pair");
		return 1;
	}
	/* Ours, since we are SYSTEM: to be installed when the user may. */
	close(partner.result_fd);
	return 0;
}
/* end */
/* Needs a kernel with KACS. */
