// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <kacs/calls.h>
#include <kacs/names.h>
#include <kacs/sddl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PACKAGE "kacs-login"

bool session_kernel_ready(void)
{
	int fd = kacs_sys_open_self_token(0, KACS_TOKEN_QUERY);

	if (fd < 0)
		return errno != ENOSYS && errno != EOPNOTSUPP;
	close(fd);
	return true;
}

/* A SID's length follows from its number of sub-authorities. */
static size_t user_of(const uint8_t *spec, size_t len, const uint8_t **sid)
{
	struct kacs_token_spec header;
	size_t sid_len;

	memcpy(&header, spec, sizeof(header));
	if (header.user_sid_offset > len - KACS_SID_MIN_BYTES)
		return 0;
	*sid = spec + header.user_sid_offset;
	sid_len = KACS_SID_MIN_BYTES + 4u * (*sid)[1];
	return sid_len <= len - header.user_sid_offset ? sid_len : 0;
}

static int create_token(uint8_t *spec, size_t len, uint64_t session)
{
	int fd, error;

	memcpy(spec + offsetof(struct kacs_token_spec, session_id), &session,
	       sizeof(session));
	fd = kacs_sys_create_token(spec, len);
	if (fd < 0) {
		error = errno;
		kacs_sys_destroy_empty_session(session);
		errno = error;
	}
	return fd;
}

int session_become(uint8_t *spec, size_t len, uint8_t logon_type,
		   const char **what)
{
	const uint8_t *user;
	size_t user_len = user_of(spec, len, &user);
	uint64_t session;
	int fd, status, error;

	*what = "begin a logon session";
	if (!user_len) {
		errno = EINVAL;
		return -1;
	}
	if (kacs_session_create(logon_type, PACKAGE, user, user_len,
				&session) != 0)
		return -1;
	*what = "create the token";
	fd = create_token(spec, len, session);
	if (fd < 0)
		return -1;
	*what = "install the token";
	status = kacs_sys_token_install(fd);
	error = errno;
	close(fd);
	errno = error;
	return status;
}

int session_give_terminal(int fd, const uint8_t *spec, size_t len)
{
	const uint8_t *user;
	size_t user_len = user_of(spec, len, &user);
	char name[KACS_SID_TEXT_BYTES];
	char text[KACS_SID_TEXT_BYTES + 64];
	uint8_t *sd;
	size_t sd_len;
	int status, error;

	if (!user_len || kacs_sid_to_text(user, user_len, name) != 0) {
		errno = EINVAL;
		return -1;
	}
	snprintf(text, sizeof(text),
		 "D:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;FRFW;;;%s)", name);
	if (kacs_sddl_parse(text, strlen(text), NULL, &sd, &sd_len, NULL) != 0)
		return -1;
	status = kacs_sys_set_sd(fd, "", KACS_DACL_SECURITY_INFORMATION, sd,
				 (uint32_t)sd_len, AT_EMPTY_PATH);
	error = errno;
	free(sd);
	errno = error;
	return status;
}
