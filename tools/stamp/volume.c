// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "volume.h"

#include "include/uapi/kacs/sd.h"
#include "include/uapi/kacs/signature.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

/* A name in a directory; and a file that is still to be visited. */
struct entry {
	char *path;
	ext2_ino_t inode;
	void *parent;
};

struct entries {
	struct entry *list;
	size_t count;
	const char *directory; /* while one is being read */
	void *parent;
	errcode_t error; /* what stopped the reading */
};

static int report(const struct volume *volume, const char *what,
		  const char *path, errcode_t error)
{
	fprintf(stderr, "%s: %s%s%s: %s\n", volume->name, what, path ? " " : "",
		path ? path : "", error_message(error));
	return -1;
}

int volume_open(struct volume *volume, const char *name, bool write)
{
	int flags = EXT2_FLAG_64BITS | (write ? EXT2_FLAG_RW : 0);
	const char *problem = NULL;
	errcode_t error;

	initialize_ext2_error_table();
	*volume = (struct volume){.name = name};
	error = ext2fs_open(name, flags, 0, 0, unix_io_manager, &volume->fs);
	if (error)
		return report(volume, "no ext4 file system", NULL, error);
	if (ext2fs_has_feature_journal_needs_recovery(volume->fs->super) ||
	    volume->fs->super->s_state & EXT2_ERROR_FS ||
	    !(volume->fs->super->s_state & EXT2_VALID_FS))
		problem = "it was not unmounted; run e2fsck on it first";
	else if (write && !ext2fs_has_feature_ea_inode(volume->fs->super))
		problem = "made without ea_inode; use 'mke2fs -O ea_inode'";
	if (problem) {
		fprintf(stderr, "%s: %s\n", name, problem);
		ext2fs_free(volume->fs);
		return -1;
	}
	error = write ? ext2fs_read_bitmaps(volume->fs) : 0;
	if (error) {
		report(volume, "cannot read the bitmaps", NULL, error);
		ext2fs_free(volume->fs);
		return -1;
	}
	return 0;
}

int volume_close(struct volume *volume)
{
	errcode_t error = ext2fs_close_free(&volume->fs);

	return error ? report(volume, "cannot write", NULL, error) : 0;
}

static errcode_t add(struct entries *entries, ext2_ino_t inode,
		     const char *name, size_t name_len)
{
	const char *directory = entries->directory;
	struct entry *list;
	char *path;

	if (directory[1] == '\0')
		directory = ""; /* the root */
	/* No path is that long, but for one that leads in a circle. */
	if (strlen(directory) + 1 + name_len >= PATH_MAX)
		return EXT2_ET_DIR_CORRUPTED;
	list = reallocarray(entries->list, entries->count + 1, sizeof(*list));
	if (!list)
		return EXT2_ET_NO_MEMORY;
	entries->list = list;
	if (asprintf(&path, "%s/%.*s", directory, (int)name_len, name) < 0)
		return EXT2_ET_NO_MEMORY;
	list[entries->count++] = (struct entry){
		.path = path,
		.inode = inode,
		.parent = entries->parent,
	};
	return 0;
}

static int add_entry(struct ext2_dir_entry *entry, int offset, int block_size,
		     char *buffer, void *context)
{
	size_t len = (size_t)ext2fs_dirent_name_len(entry);
	struct entries *entries = context;

	(void)offset;
	(void)block_size;
	(void)buffer;
	if ((len == 1 && entry->name[0] == '.') ||
	    (len == 2 && entry->name[0] == '.' && entry->name[1] == '.'))
		return 0;
	entries->error = add(entries, entry->inode, entry->name, len);
	return entries->error ? DIRENT_ABORT : 0;
}

/* The last is visited first, so the order is turned round. */
static int compare_entries(const void *left, const void *right)
{
	return strcmp(((const struct entry *)right)->path,
		      ((const struct entry *)left)->path);
}

static int visit(struct volume *volume, const struct entry *entry,
		 struct entries *waiting, volume_visitor visitor, void *context)
{
	size_t first = waiting->count;
	struct ext2_inode inode;
	struct volume_file file = {
		.path = entry->path,
		.inode = entry->inode,
		.parent = entry->parent,
	};
	errcode_t error;

	error = ext2fs_read_inode(volume->fs, entry->inode, &inode);
	if (error)
		return report(volume, "cannot read", entry->path, error);
	file.directory = LINUX_S_ISDIR(inode.i_mode);
	file.links = inode.i_links_count;
	waiting->parent = visitor(volume, &file, context);
	if (!waiting->parent)
		return -1;
	if (!file.directory)
		return 0;
	waiting->directory = entry->path;
	error = ext2fs_dir_iterate(volume->fs, entry->inode, 0, NULL, add_entry,
				   waiting);
	if (!error)
		error = waiting->error;
	if (error)
		return report(volume, "cannot read", entry->path, error);
	qsort(waiting->list + first, waiting->count - first,
	      sizeof(*waiting->list), compare_entries);
	return 0;
}

int volume_walk(struct volume *volume, volume_visitor visitor, void *context)
{
	struct entries waiting = {0};
	struct entry entry = {.path = strdup("/"), .inode = EXT2_ROOT_INO};
	int status;

	for (;;) {
		status = entry.path ? visit(volume, &entry, &waiting, visitor,
					    context)
				    : -1;
		free(entry.path);
		if (status || !waiting.count)
			break;
		entry = waiting.list[--waiting.count];
	}
	while (waiting.count)
		free(waiting.list[--waiting.count].path);
	free(waiting.list);
	return status;
}

errcode_t volume_get_sd(struct volume *volume, ext2_ino_t inode, void **bytes,
			size_t *len)
{
	struct ext2_xattr_handle *handle;
	errcode_t error;

	*bytes = NULL;
	*len = 0;
	error = ext2fs_xattrs_open(volume->fs, inode, &handle);
	if (error)
		return error;
	error = ext2fs_xattrs_read(handle);
	if (!error)
		error = ext2fs_xattr_get(handle, KACS_XATTR_NAME_SD, bytes,
					 len);
	ext2fs_xattrs_close(&handle);
	return error == EXT2_ET_EA_KEY_NOT_FOUND ? 0 : error;
}

/*
 * A long value lives in an inode of its own, whose blocks count as the file's
 * too. libext2fs does not count them; that it made or freed such an inode shows
 * in the number of free ones.
 */
static errcode_t count_value_inode(struct volume *volume, ext2_ino_t inode,
				   __u32 free_before, size_t len)
{
	__u32 free_now = volume->fs->super->s_free_inodes_count;
	blk64_t blocks =
		(len + volume->fs->blocksize - 1) / volume->fs->blocksize;
	struct ext2_inode raw;
	errcode_t error;

	if (free_now == free_before)
		return 0;
	error = ext2fs_read_inode(volume->fs, inode, &raw);
	if (error)
		return error;
	error = free_now < free_before
			? ext2fs_iblk_add_blocks(volume->fs, &raw, blocks)
			: ext2fs_iblk_sub_blocks(volume->fs, &raw, blocks);
	return error ? error : ext2fs_write_inode(volume->fs, inode, &raw);
}

/* One change through a handle of its own, so that each is counted alone. */
static errcode_t change_xattr(struct volume *volume, ext2_ino_t inode,
			      const char *name, const void *bytes, size_t len)
{
	__u32 free_before = volume->fs->super->s_free_inodes_count;
	struct ext2_xattr_handle *handle;
	size_t counted = len;
	void *old = NULL;
	errcode_t error;

	error = ext2fs_xattrs_open(volume->fs, inode, &handle);
	if (error)
		return error;
	error = ext2fs_xattrs_read(handle);
	if (!error && !bytes)
		error = ext2fs_xattr_get(handle, name, &old, &counted);
	if (!error)
		error = bytes ? ext2fs_xattr_set(handle, name, bytes, len)
			      : ext2fs_xattr_remove(handle, name);
	ext2fs_free_mem(&old);
	ext2fs_xattrs_close(&handle);
	return error ? error
		     : count_value_inode(volume, inode, free_before, counted);
}

static errcode_t replace_xattr(struct volume *volume, ext2_ino_t inode,
			       const char *name, const void *bytes, size_t len)
{
	errcode_t error = change_xattr(volume, inode, name, NULL, 0);

	if (error && error != EXT2_ET_EA_KEY_NOT_FOUND)
		return error;
	return change_xattr(volume, inode, name, bytes, len);
}

errcode_t volume_set_sd(struct volume *volume, ext2_ino_t inode,
			const void *bytes, size_t len)
{
	return replace_xattr(volume, inode, KACS_XATTR_NAME_SD, bytes, len);
}

errcode_t volume_set_signature(struct volume *volume, ext2_ino_t inode,
			       const void *bytes, size_t len)
{
	return replace_xattr(volume, inode, KACS_SIGNATURE_XATTR, bytes, len);
}

errcode_t volume_find(struct volume *volume, const char *path,
		      ext2_ino_t *inode)
{
	struct ext2_inode raw;
	errcode_t error;

	error = ext2fs_namei(volume->fs, EXT2_ROOT_INO, EXT2_ROOT_INO, path,
			     inode);
	if (!error)
		error = ext2fs_read_inode(volume->fs, *inode, &raw);
	if (!error && LINUX_S_ISREG(raw.i_mode))
		return 0;
	*inode = 0;
	return error == EXT2_ET_FILE_NOT_FOUND ? 0 : error;
}

errcode_t volume_read(struct volume *volume, ext2_ino_t inode, void *bytes,
		      unsigned int room, u64 *size)
{
	ext2_file_t file;
	__u64 whole = 0;
	errcode_t error;

	error = ext2fs_file_open(volume->fs, inode, 0, &file);
	if (error)
		return error;
	error = ext2fs_file_get_lsize(file, &whole);
	*size = whole;
	if (!error)
		error = ext2fs_file_read(
			file, bytes, whole < room ? (unsigned int)whole : room,
			NULL);
	ext2fs_file_close(file);
	return error;
}
