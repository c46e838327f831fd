// SPDX-License-Identifier: GPL-2.0-only
/*
 * Verifying signatures, and pinning what is signed. PSD-004 6.1.
 */
#define pr_fmt(fmt) "kacs: " fmt

#include <crypto/hash.h>
#include <crypto/sha2.h>
#include <linux/blkdev.h>
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/iversion.h>
#include <linux/magic.h>
#include <linux/major.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/xattr.h>

#include "../core/signature.h"
#include "credentials.h"
#include "denial.h"
#include "signature.h"

/* How much of a file is hashed at a time. */
#define KACS_PIECE_BYTES SZ_32K

/* What the low byte of kacs_inode.signature has room for. */
#define KACS_MOST_KEYS 64u

/* signing_keys.S; ends with an entry that is all zero, or with the last. */
extern const u8 kacs_signing_keys[], kacs_signing_keys_end[];

/* Set before the first program runs, and never changed. */
static struct crypto_shash *kacs_sha256_algorithm;
static struct crypto_shash *kacs_sha512_algorithm;
static u32 kacs_key_count;

static struct kacs_pip kacs_key_pip(u32 index)
{
	const u8 *key =
		kacs_signing_keys + (size_t)index * KACS_SIGNING_KEY_BYTES;

	return (struct kacs_pip){
		.type = kacs_load_le32(key + KACS_SIGNING_KEY_TYPE),
		.trust = kacs_load_le32(key + KACS_SIGNING_KEY_TRUST),
	};
}

bool kacs_known_signature(const struct inode *inode, struct kacs_pip *pip)
{
	u8 state = atomic64_read(&kacs_inode(inode)->signature);

	*pip = (struct kacs_pip){};
	if (state < KACS_SIGNATURE_PINNED)
		return false;
	*pip = kacs_key_pip(state - KACS_SIGNATURE_PINNED);
	return true;
}

static bool kacs_sha512_parts(const struct kacs_part *parts, u32 count,
			      u8 *digest)
{
	SHASH_DESC_ON_STACK(desc, kacs_sha512_algorithm);
	int error;
	u32 i;

	desc->tfm = kacs_sha512_algorithm;
	error = crypto_shash_init(desc);
	for (i = 0; !error && i < count; i++)
		error = crypto_shash_update(desc, parts[i].bytes, parts[i].len);
	if (!error)
		error = crypto_shash_final(desc, digest);
	shash_desc_zero(desc);
	return !error;
}

/* A file on its way to an answer. */
struct kacs_examination {
	struct file *file;
	bool failed; /* for a reason that is not in the file: ask again */
};

/* For struct kacs_file_view: all of the bytes, or false. */
static bool kacs_read_all(void *context, u64 offset, void *bytes, u32 len)
{
	struct kacs_examination *examination = context;
	loff_t pos = offset;
	ssize_t got;

	for (; len; len -= got, bytes += got) {
		got = __kernel_read(examination->file, bytes, len, &pos);
		if (got <= 0) {
			examination->failed = true;
			return false;
		}
	}
	return true;
}

/* A large file takes long; whoever waits for it may be killed. */
static bool kacs_hash_pieces(struct shash_desc *desc,
			     const struct kacs_file_view *view,
			     const struct kacs_signature_place *place,
			     u8 *piece)
{
	u64 offset = 0;
	u32 len;

	for (; offset < view->size; offset += len) {
		len = min_t(u64, view->size - offset, KACS_PIECE_BYTES);
		if (!view->read(view->context, offset, piece, len))
			return false;
		kacs_signature_blank(place, offset, piece, len);
		if (crypto_shash_update(desc, piece, len) ||
		    fatal_signal_pending(current))
			return false;
		cond_resched();
	}
	return true;
}

static bool kacs_hash_file(const struct kacs_file_view *view,
			   const struct kacs_signature_place *place, u8 *digest)
{
	struct kacs_examination *examination = view->context;
	SHASH_DESC_ON_STACK(desc, kacs_sha256_algorithm);
	u8 *piece = kvmalloc(KACS_PIECE_BYTES, GFP_KERNEL);
	bool good;

	desc->tfm = kacs_sha256_algorithm;
	good = piece && !crypto_shash_init(desc) &&
	       kacs_hash_pieces(desc, view, place, piece) &&
	       !crypto_shash_final(desc, digest);
	examination->failed |= !good;
	shash_desc_zero(desc);
	kvfree(piece);
	return good;
}

/* The signature from its section, or else from the extended attribute. */
static bool kacs_read_signature(const struct kacs_file_view *view,
				const struct kacs_signature_place *place,
				struct dentry *dentry, u8 *signature)
{
	struct kacs_examination *examination = view->context;
	u8 attribute[KACS_SIGNATURE_BYTES + 1];
	int len = KACS_SIGNATURE_BYTES;

	if (place->in_file)
		return view->read(view->context, place->offset, signature,
				  len) &&
		       !kacs_signature_parse(signature, len, NULL);
	len = __vfs_getxattr(dentry, d_inode(dentry), KACS_SIGNATURE_XATTR,
			     attribute, sizeof(attribute));
	examination->failed |= len == -ENOMEM || len == -EIO || len == -EINTR;
	if (len < 0 || kacs_signature_parse(attribute, len, NULL))
		return false;
	memcpy(signature, attribute, KACS_SIGNATURE_BYTES);
	return true;
}

/* The index of the key that signed the file, which nobody can write to; or -1. */
static int kacs_signing_key(struct kacs_examination *examination)
{
	struct file *file = examination->file;
	const struct kacs_file_view view = {
		.size = i_size_read(file_inode(file)),
		.read = kacs_read_all,
		.context = examination,
	};
	struct kacs_signature_place place;
	u8 signature[KACS_SIGNATURE_BYTES];
	u8 digest[KACS_SHA256_BYTES];
	struct kacs_trust trust;
	int index;

	if (kacs_signature_find(&view, &place, NULL) ||
	    !kacs_read_signature(&view, &place, file->f_path.dentry,
				 signature) ||
	    !kacs_hash_file(&view, &place, digest))
		return -1;
	index = kacs_signature_trust(kacs_signing_keys,
				     kacs_key_count * KACS_SIGNING_KEY_BYTES,
				     signature, digest, kacs_sha512_parts,
				     &trust);
	return i_size_read(file_inode(file)) == view.size ? index : -1;
}

/*
 * Is what the kernel reads now what it reads later, if nobody opens the file
 * for writing? Not where a program or another machine answers. Files of
 * internal mounts, memfds and the like, can be written to without being
 * counted, those of overlays under another inode, and those on a loop device in
 * the file below it.
 */
static bool kacs_keeps_content(const struct file *file)
{
	const struct inode *inode = file_inode(file);
	const struct super_block *sb = inode->i_sb;

	if (d_real_inode(file->f_path.dentry) != inode)
		return false;
	if (!S_ISREG(inode->i_mode) || (sb->s_flags & SB_NOUSER) ||
	    (sb->s_iflags & SB_I_IMA_UNVERIFIABLE_SIGNATURE))
		return false;
	if (sb->s_type->fs_flags & FS_REQUIRES_DEV)
		return sb->s_bdev && MAJOR(sb->s_bdev->bd_dev) != LOOP_MAJOR;
	return sb->s_magic == TMPFS_MAGIC || sb->s_magic == RAMFS_MAGIC;
}

/*
 * The change that an answer of "not signed" is about, in the upper bits of
 * kacs_inode.signature; 0 if the file system does not count changes.
 */
static u64 kacs_change_of(struct inode *inode)
{
	return IS_I_VERSION(inode)
		       ? inode_query_iversion(inode) << BITS_PER_BYTE |
				 KACS_SIGNATURE_NONE
		       : KACS_SIGNATURE_UNKNOWN;
}

static bool kacs_deny_writers(struct inode *inode)
{
	return atomic_dec_unless_positive(&inode->i_writecount);
}

static void kacs_allow_writers(struct inode *inode)
{
	atomic_inc(&inode->i_writecount);
}

/*
 * With writers locked out. xchg() orders: who opens the file for writing after
 * they are let in again sees that it is pinned.
 */
static void kacs_pin(struct inode *inode, u32 index)
{
	atomic64_xchg(&kacs_inode(inode)->signature,
		      KACS_SIGNATURE_PINNED + index);
}

static bool kacs_verify_and_pin(struct file *file)
{
	struct inode *inode = file_inode(file);
	s64 before = atomic64_read(&kacs_inode(inode)->signature);
	struct kacs_examination examination = {.file = file};
	u64 change = kacs_change_of(inode);
	int index = kacs_signing_key(&examination);

	if (index >= 0) {
		kacs_pin(inode, index);
		return true;
	}
	/* Unless somebody else has found out meanwhile. */
	if (!examination.failed)
		atomic64_cmpxchg(&kacs_inode(inode)->signature, before, change);
	return false;
}

static bool kacs_verify_unwritten(struct file *file)
{
	struct inode *inode = file_inode(file);
	bool is_signed;

	if (!kacs_keeps_content(file) || !kacs_deny_writers(inode))
		return false;
	is_signed = kacs_verify_and_pin(file);
	kacs_allow_writers(inode);
	return is_signed;
}

bool kacs_verify_signature(struct file *file, struct kacs_pip *pip)
{
	struct inode *inode = file_inode(file);
	u64 state;

	if (kacs_known_signature(inode, pip))
		return true;
	if (!smp_load_acquire(&kacs_key_count) || !(file->f_mode & FMODE_READ))
		return false;
	state = atomic64_read(&kacs_inode(inode)->signature);
	if (state != KACS_SIGNATURE_UNKNOWN && state == kacs_change_of(inode))
		return false;
	return kacs_verify_unwritten(file) && kacs_known_signature(inode, pip);
}

int kacs_check_pinned(struct inode *inode, struct dentry *dentry)
{
	if (likely(!kacs_is_pinned(inode)))
		return 0;
	return kacs_record_file_rule(KACS_RULE_PINNED, inode, dentry,
				     KACS_FILE_WRITE_DATA, -EACCES);
}

int kacs_check_pinned_xattr(struct dentry *dentry, const char *name)
{
	struct inode *inode = d_inode(dentry);

	if (likely(!kacs_is_pinned(inode)) ||
	    strcmp(name, KACS_SIGNATURE_XATTR))
		return 0;
	return kacs_check_pinned(inode, dentry);
}

/* Entries up to the one that is all zero. */
static u32 __init kacs_count_keys(void)
{
	static const u8 end[KACS_SIGNING_KEY_BYTES] __initconst;
	size_t room = (kacs_signing_keys_end - kacs_signing_keys) /
		      KACS_SIGNING_KEY_BYTES;
	u32 count = 0;

	while (count < room && count < KACS_MOST_KEYS &&
	       memcmp(kacs_signing_keys + count * KACS_SIGNING_KEY_BYTES, end,
		      sizeof(end)))
		count++;
	return count;
}

/* The last of the initcalls: every implementation of the hashes is there. */
static int __init kacs_signature_init(void)
{
	u32 count = kacs_count_keys();

	if (!kacs_enabled || !count)
		return 0;
	kacs_sha256_algorithm = crypto_alloc_shash("sha256", 0, 0);
	kacs_sha512_algorithm = crypto_alloc_shash("sha512", 0, 0);
	if (IS_ERR(kacs_sha256_algorithm) || IS_ERR(kacs_sha512_algorithm)) {
		pr_err("no SHA-256 or no SHA-512: nothing is believed to be signed\n");
		return -ENOENT;
	}
	smp_store_release(&kacs_key_count, count);
	pr_info("%u keys that sign programs\n", count);
	return 0;
}
late_initcall(kacs_signature_init);
