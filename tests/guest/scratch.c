// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "scratch.h"

#include <sys/mount.h>

#define BLOCK 4096u
#define CHUNK (256u * BLOCK)

bool scratch_is_there(void)
{
	struct stat st;

	return lstat(DISK, &st) == 0;
}

bool scratch_with(const char *sddl)
{
	int fd;

	if (!scratch_is_there())
		return false;
	fd = (int)must(open(PLACE, O_PATH | O_CLOEXEC));
	must(set_sd_at(fd, "", sddl, AT_EMPTY_PATH));
	close(fd);
	return true;
}

void mount_scratch(void)
{
	must(mount(DISK, PLACE, "ext4", 0, NULL));
}

void unmount_scratch(void)
{
	must(chdir("/tmp"));
	must(umount(PLACE));
}

/* No descriptor and no name of an xattr crosses a block. */
static bool replace_in_block(uint8_t *block, struct replacement *how,
			     size_t count)
{
	bool changed = false;
	uint8_t *at;
	size_t i;

	/* Most of the disk is empty. */
	if (block[0] == 0 && memcmp(block, block + 1, BLOCK - 1) == 0)
		return false;
	for (i = 0; i < count; i++) {
		at = block;
		while ((at = memmem(at, (size_t)(block + BLOCK - at),
				    how[i].pattern, how[i].len))) {
			memcpy(at, how[i].with, how[i].len);
			at += how[i].len;
			how[i].found++;
			changed = true;
		}
	}
	return changed;
}

void replace_on_scratch(struct replacement *how, size_t count)
{
	int fd = (int)must(open(DISK, O_RDWR | O_CLOEXEC));
	uint8_t *chunk = malloc(CHUNK);
	off_t offset = 0;
	ssize_t len, at;

	while ((len = must(pread(fd, chunk, CHUNK, offset))) > 0) {
		for (at = 0; at < len; at += BLOCK)
			if (replace_in_block(chunk + at, how, count))
				must(pwrite(fd, chunk + at, BLOCK,
					    offset + at));
		offset += len;
	}
	must(fsync(fd));
	close(fd);
	free(chunk);
}
