// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Writing signatures. A program is replaced, never changed in place: the kernel
 * refuses to change one that it has verified (PSD-004 6.1), and whoever runs it
 * meanwhile goes on with the old one.
 */
#include "program.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "hash.h"

#define NAMES_ROOM 65536
#define VALUE_ROOM 65536

static bool write_whole(int fd, const u8 *bytes, u64 size)
{
	u64 at = 0;
	ssize_t done;

	while (at < size) {
		done = write(fd, bytes + at, size - at);
		if (done < 0)
			return false;
		at += (u64)done;
	}
	return true;
}

/* All extended attributes but the signature, which is about other bytes. */
static bool copy_attributes(const char *path, int to)
{
	static char names[NAMES_ROOM], value[VALUE_ROOM];
	ssize_t total = listxattr(path, names, sizeof(names)), len;
	const char *name;

	if (total < 0)
		return errno == ENOTSUP;
	for (name = names; name < names + total; name += strlen(name) + 1) {
		if (strcmp(name, KACS_SIGNATURE_XATTR) == 0)
			continue;
		len = getxattr(path, name, value, sizeof(value));
		if (len < 0 || fsetxattr(to, name, value, (size_t)len, 0) < 0)
			return false;
	}
	return true;
}

/* The owner is set first: that clears the set-user-id bit. */
static bool fill(int fd, const struct program *program)
{
	const struct stat *status = &program->status;

	return write_whole(fd, program->bytes, program->size) &&
	       (fchown(fd, status->st_uid, status->st_gid) == 0 ||
		(status->st_uid == geteuid() && status->st_gid == getegid())) &&
	       fchmod(fd, status->st_mode & 07777) == 0 &&
	       copy_attributes(program->path, fd) && fsync(fd) == 0;
}

bool program_replace(const struct program *program)
{
	char partial[PATH_BYTES + 16];
	bool good;
	int fd;

	snprintf(partial, sizeof(partial), "%s.XXXXXX", program->path);
	fd = mkstemp(partial);
	if (fd < 0) {
		complain("%s: cannot make a file beside it: %s", program->path,
			 strerror(errno));
		return false;
	}
	good = fill(fd, program);
	if (close(fd) < 0)
		good = false;
	if (good && rename(partial, program->path) == 0)
		return true;
	complain("%s: cannot replace it: %s", program->path, strerror(errno));
	unlink(partial);
	return false;
}

bool program_set_attribute(const struct program *program, const u8 *signature)
{
	if (setxattr(program->path, KACS_SIGNATURE_XATTR, signature,
		     KACS_SIGNATURE_BYTES, 0) == 0)
		return true;
	complain("%s: cannot set %s: %s; --detached writes %s.sig instead",
		 program->path, KACS_SIGNATURE_XATTR, strerror(errno),
		 program->path);
	return false;
}

bool program_detach(const struct program *program, const u8 *signature)
{
	char path[PATH_BYTES + 4];
	FILE *file;
	bool good;

	snprintf(path, sizeof(path), "%s.sig", program->path);
	file = fopen(path, "we");
	good = file && fwrite(signature, KACS_SIGNATURE_BYTES, 1, file) == 1;
	if (file && fclose(file) != 0)
		good = false;
	if (!good)
		complain("%s: %s", path, strerror(errno));
	return good;
}
