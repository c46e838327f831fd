// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The kernel's list of logon sessions, read. */
#include "../core/sid.h"
#include "../core/utf8.h"
#include "buffer.h"
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <kacs/sessions.h>
#include <kacs/syscall.h>

#define SESSIONS_PATH "/sys/kernel/security/kacs/sessions"

struct kacs_sessions {
	size_t count;
	struct kacs_session *at; /* each package is allocated */
};

/* A place in the text. */
struct reader {
	const char *text;
	size_t len;
	size_t at;
	struct kacs_diagnostic *diagnostic;
};

static int expected(const struct reader *r, const char *what)
{
	return kacs_report(r->diagnostic, r->at, "expected %s", what);
}

static int take(struct reader *r, const char *word)
{
	size_t len = strlen(word);

	if (len > r->len - r->at || memcmp(r->text + r->at, word, len) != 0)
		return expected(r, word);
	r->at += len;
	return 0;
}

static bool is_digit(const struct reader *r)
{
	return r->at < r->len && r->text[r->at] >= '0' && r->text[r->at] <= '9';
}

static int read_number(struct reader *r, uint64_t *number)
{
	unsigned int digit;

	if (!is_digit(r))
		return expected(r, "a decimal number");
	for (*number = 0; is_digit(r); r->at++) {
		digit = (unsigned int)(r->text[r->at] - '0');
		if (*number > (UINT64_MAX - digit) / 10)
			return expected(r, "a number below 2^64");
		*number = *number * 10 + digit;
	}
	return 0;
}

/* -1 for any other character. */
static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Bytes in lower-case hexadecimal digits; the buffer is the caller's to free. */
static int read_hex(struct reader *r, struct kacs_buffer *out)
{
	while (r->at < r->len && hex_digit(r->text[r->at]) >= 0) {
		int high = hex_digit(r->text[r->at]);
		int low =
			r->at + 1 < r->len ? hex_digit(r->text[r->at + 1]) : -1;

		if (low < 0)
			return expected(r, "pairs of hexadecimal digits");
		kacs_buffer_u8(out, (uint8_t)(high << 4 | low));
		r->at += 2;
	}
	return out->failed ? kacs_report_memory(r->diagnostic) : 0;
}

static int read_user(struct reader *r, struct kacs_session *session)
{
	struct kacs_buffer bytes = {0};
	struct kacs_sid sid;
	size_t start = r->at;
	int result = read_hex(r, &bytes);

	if (!result &&
	    (bytes.len > KACS_SID_MAX_BYTES || !bytes.len ||
	     kacs_sid_parse(bytes.data, (u32)bytes.len, 0, &sid, NULL) ||
	     sid.len != bytes.len))
		result = kacs_report(r->diagnostic, start,
				     "expected the bytes of a SID");
	if (!result) {
		memcpy(session->user, bytes.data, bytes.len);
		session->user_len = (uint32_t)bytes.len;
	}
	kacs_buffer_free(&bytes);
	return result;
}

static int read_package(struct reader *r, struct kacs_session *session)
{
	struct kacs_buffer bytes = {0};
	size_t start = r->at;

	if (read_hex(r, &bytes) < 0) {
		kacs_buffer_free(&bytes);
		return -1;
	}
	if (!kacs_utf8_valid(bytes.data, (u32)bytes.len)) {
		kacs_buffer_free(&bytes);
		return kacs_report(r->diagnostic, start,
				   "expected the bytes of UTF-8");
	}
	session->package_len = bytes.len;
	session->package = kacs_buffer_take_text(&bytes);
	return session->package ? 0 : kacs_report_memory(r->diagnostic);
}

/* Later kernels may append fields. */
static int skip_rest(struct reader *r)
{
	const char *end;

	if (r->at < r->len && r->text[r->at] != ' ' && r->text[r->at] != '\n')
		return expected(r, "the end of the line");
	end = memchr(r->text + r->at, '\n', r->len - r->at);
	if (!end)
		return expected(r, "the end of the line");
	r->at = (size_t)(end - r->text) + 1;
	return 0;
}

static int read_session(struct reader *r, struct kacs_session *session)
{
	uint64_t type = 0;
	size_t start;

	if (take(r, "session_id=") < 0 || read_number(r, &session->id) < 0 ||
	    take(r, " user_sid=") < 0 || read_user(r, session) < 0 ||
	    take(r, " logon_type=") < 0)
		return -1;
	start = r->at;
	if (read_number(r, &type) < 0)
		return -1;
	if (type > UINT32_MAX)
		return kacs_report(r->diagnostic, start,
				   "expected a number below 2^32");
	session->logon_type = (uint32_t)type;
	if (take(r, " auth_package=") < 0 || read_package(r, session) < 0 ||
	    take(r, " created_at=") < 0 ||
	    read_number(r, &session->created_at) < 0)
		return -1;
	return skip_rest(r);
}

/* Room for one more, all zero. */
static struct kacs_session *add_session(struct kacs_sessions *sessions)
{
	struct kacs_session *bigger =
		realloc(sessions->at, (sessions->count + 1) * sizeof(*bigger));

	if (!bigger)
		return NULL;
	sessions->at = bigger;
	memset(&bigger[sessions->count], 0, sizeof(*bigger));
	return &bigger[sessions->count++];
}

struct kacs_sessions *kacs_sessions_parse(const char *text, size_t len,
					  struct kacs_diagnostic *diagnostic)
{
	struct kacs_sessions *sessions = calloc(1, sizeof(*sessions));
	struct reader r = {text, len, 0, diagnostic};
	struct kacs_session *session;
	int error;

	if (!sessions) {
		kacs_report_memory(diagnostic);
		return NULL;
	}
	while (r.at < r.len) {
		session = add_session(sessions);
		if (session && read_session(&r, session) == 0)
			continue;
		if (!session)
			kacs_report_memory(diagnostic);
		error = errno;
		kacs_sessions_free(sessions);
		errno = error;
		return NULL;
	}
	return sessions;
}

/* The whole of a file whose length nobody knows before. Return: 0 or -1. */
static int read_whole(int fd, struct kacs_buffer *text)
{
	char part[4096];
	ssize_t got;

	while ((got = read(fd, part, sizeof(part))) > 0)
		kacs_buffer_put(text, part, (size_t)got);
	if (got < 0)
		return -1;
	if (!text->failed)
		return 0;
	errno = ENOMEM;
	return -1;
}

struct kacs_sessions *kacs_sessions_read(void)
{
	struct kacs_buffer text = {0};
	struct kacs_sessions *sessions = NULL;
	int fd = open(SESSIONS_PATH, O_RDONLY | O_CLOEXEC);
	int error;

	if (fd < 0)
		return NULL;
	if (read_whole(fd, &text) == 0) {
		sessions = kacs_sessions_parse((const char *)text.data,
					       text.len, NULL);
		if (!sessions && errno == EINVAL)
			errno = EPROTO;
	}
	error = errno;
	close(fd);
	kacs_buffer_free(&text);
	errno = error;
	return sessions;
}

size_t kacs_sessions_count(const struct kacs_sessions *sessions)
{
	return sessions->count;
}

const struct kacs_session *
kacs_sessions_at(const struct kacs_sessions *sessions, size_t index)
{
	return index < sessions->count ? &sessions->at[index] : NULL;
}

void kacs_sessions_free(struct kacs_sessions *sessions)
{
	size_t i;

	if (!sessions)
		return;
	for (i = 0; i < sessions->count; i++)
		free((char *)sessions->at[i].package);
	free(sessions->at);
	free(sessions);
}
