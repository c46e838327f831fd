/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * An ext4 file system in an image file, not mounted, as a tree of paths.
 */
#ifndef KACS_STAMP_VOLUME_H
#define KACS_STAMP_VOLUME_H

#include "core/base.h"

#include <ext2fs/ext2fs.h>

struct volume {
	const char *name; /* of the image, for messages; not owned */
	ext2_filsys fs;
};

struct volume_file {
	const char *path; /* absolute; of this name, if there are several */
	ext2_ino_t inode;
	bool directory;
	unsigned int links;
	void *parent; /* what the visitor returned for the directory */
};

/*
 * Called for each file, the directory before what is in it, names in byte
 * order. What it returns is the parent of the files below; NULL stops the walk.
 */
typedef void *(*volume_visitor)(struct volume *volume,
				const struct volume_file *file, void *context);

/**
 * volume_open - open an image
 * @volume: out
 * @name: the image; must outlive @volume
 * @write: will it be changed?
 *
 * Refuses what must first go through e2fsck, and for writing a file system
 * without ea_inode, which could not hold every descriptor (3.12). Reports on
 * stderr.
 *
 * Return: 0 or -1.
 */
int volume_open(struct volume *volume, const char *name, bool write);

/**
 * volume_close - write what is not yet written and close
 * @volume: the volume
 *
 * Return: 0, or -1 after a report on stderr.
 */
int volume_close(struct volume *volume);

/**
 * volume_walk - visit every name in the file system
 * @volume: the volume
 * @visitor: what to call
 * @context: for it
 *
 * Return: 0, or -1 if the visitor stopped or a directory cannot be read, the
 * latter after a report on stderr.
 */
int volume_walk(struct volume *volume, volume_visitor visitor, void *context);

/**
 * volume_get_sd - read the descriptor of an inode
 * @volume: the volume
 * @inode: which
 * @bytes: out: the raw bytes, for ext2fs_free_mem(&@bytes); NULL: it has none
 * @len: out: how many
 *
 * Return: 0 or libext2fs's error.
 */
errcode_t volume_get_sd(struct volume *volume, ext2_ino_t inode, void **bytes,
			size_t *len);

/**
 * volume_set_sd - write the descriptor of an inode
 * @volume: a volume opened for writing
 * @inode: which
 * @bytes: the descriptor
 * @len: its length
 *
 * Return: 0 or libext2fs's error.
 */
errcode_t volume_set_sd(struct volume *volume, ext2_ino_t inode,
			const void *bytes, size_t len);

/**
 * volume_set_signature - write the signature of an inode
 * @volume: a volume opened for writing
 * @inode: which
 * @bytes: the signature
 * @len: its length
 *
 * Return: 0 or libext2fs's error.
 */
errcode_t volume_set_signature(struct volume *volume, ext2_ino_t inode,
			       const void *bytes, size_t len);

/**
 * volume_find - the regular file of a path
 * @volume: the volume
 * @path: absolute; no symbolic link is followed
 * @inode: out: its inode; 0: there is none, or it is no regular file
 *
 * Return: 0 or libext2fs's error.
 */
errcode_t volume_find(struct volume *volume, const char *path,
		      ext2_ino_t *inode);

/**
 * volume_read - the beginning of a file
 * @volume: the volume
 * @inode: a regular file
 * @bytes: out
 * @room: bytes there
 * @size: out: how large the whole file is
 *
 * Return: 0 or libext2fs's error.
 */
errcode_t volume_read(struct volume *volume, ext2_ino_t inode, void *bytes,
		      unsigned int room, u64 *size);

#endif /* KACS_STAMP_VOLUME_H */
