// SPDX-License-Identifier: GPL-2.0-only
/*
 * kacs_open: what the caller asks for, checked, and turned into steps. PSD-004
 * 11.2, 13.1, 13.6.
 */
#include <linux/dcache.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/pagemap.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>

#include "credentials.h"
#include "delete_on_close.h"
#include "denial.h"
#include "inode_sd.h"
#include "native_open.h"
#include "sd_rules.h"

#define KACS_DATA_RIGHTS \
	(KACS_FILE_READ_DATA | KACS_FILE_WRITE_DATA | KACS_FILE_APPEND_DATA)

/* How often a name may appear and vanish between finding and making it. */
#define KACS_OPEN_TRIES 8

static int kacs_open_how_copy(struct kacs_open_how *how,
			      const struct kacs_open_how __user *from,
			      size_t size)
{
	int error;

	if (size < KACS_OPEN_HOW_MIN_BYTES || size > PAGE_SIZE)
		return -EINVAL;
	error = copy_struct_from_user(how, sizeof(*how), from, size);
	/* A newer caller asks for what we do not know: 13.6 section 7. */
	return error == -E2BIG ? -EINVAL : error;
}

static bool kacs_disposition_creates(u32 disposition)
{
	return disposition != KACS_FILE_OPEN &&
	       disposition != KACS_FILE_OVERWRITE;
}

/* Directories are opened and made; they are not emptied or replaced. */
static bool kacs_disposition_of_directory(u32 disposition)
{
	return disposition == KACS_FILE_OPEN ||
	       disposition == KACS_FILE_CREATE ||
	       disposition == KACS_FILE_OPEN_IF;
}

static int kacs_open_how_check(const struct kacs_open_how *how)
{
	const u32 options =
		KACS_CREATE_OPT_DIRECTORY | KACS_CREATE_OPT_DELETE_ON_CLOSE;

	if (how->pad || (how->flags & ~AT_SYMLINK_NOFOLLOW) ||
	    how->create_disposition > KACS_FILE_OVERWRITE_IF ||
	    (how->create_options & ~options) ||
	    (how->desired_access & KACS_RESERVED_ACCESS_MASK))
		return -EINVAL;
	if ((how->create_options & KACS_CREATE_OPT_DIRECTORY) &&
	    !kacs_disposition_of_directory(how->create_disposition))
		return -EINVAL;
	if (!how->sd_ptr != !how->sd_len)
		return -EINVAL;
	if (how->sd_ptr && !kacs_disposition_creates(how->create_disposition))
		return -EINVAL;
	if ((how->create_options & options) == options)
		return -EOPNOTSUPP;
	if (how->desired_access & KACS_FILE_DELETE_CHILD)
		return -EOPNOTSUPP;
	return 0;
}

/*
 * GENERIC_ALL means all that a handle can carry: FILE_DELETE_CHILD, which none
 * can, is only refused when it is asked for by name.
 */
static int kacs_open_rights(struct kacs_native_open *native, u32 desired)
{
	u32 mapped = kacs_map_generic(desired, &kacs_file_mapping);

	native->desired =
		mapped & ~(KACS_MAXIMUM_ALLOWED | KACS_FILE_DELETE_CHILD);
	native->maximum_allowed = desired & KACS_MAXIMUM_ALLOWED;
	native->execute_only =
		(mapped & (KACS_DATA_RIGHTS | KACS_FILE_EXECUTE)) ==
		KACS_FILE_EXECUTE;
	return mapped & (KACS_DATA_RIGHTS | KACS_FILE_EXECUTE) ? 0 : -EINVAL;
}

static int kacs_creator_sd_rules(const struct kacs_sd *sd)
{
	struct kacs_token_object *token = kacs_current_token();
	int error = 0;

	if (sd->control & KACS_SE_SERVER_SECURITY)
		return -EINVAL;
	if (!token)
		return -EPERM;
	if (sd->owner.len)
		error = kacs_rule_owner(&sd->owner);
	if (error || !(sd->control & KACS_SE_SACL_PRESENT))
		return error;
	if (!kacs_token_use_privilege(token, KACS_SE_SECURITY))
		return kacs_record_privilege_denial(token, KACS_SE_SECURITY);
	return kacs_rule_label(sd, false);
}

static int kacs_creator_sd_copy(struct kacs_opening *opening,
				const struct kacs_open_how *how)
{
	const struct kacs_sd *sd;
	int error;

	if (!how->sd_ptr)
		return 0;
	sd = kacs_sd_copy(u64_to_user_ptr(how->sd_ptr), how->sd_len);
	if (IS_ERR(sd))
		return PTR_ERR(sd);
	error = kacs_creator_sd_rules(sd);
	if (error)
		kvfree(sd);
	else
		opening->native.creator_sd = sd;
	return error;
}

/* Nothing has been touched when this fails. */
static int kacs_opening_decode(struct kacs_opening *opening,
			       const struct kacs_open_how __user *uhow,
			       size_t size)
{
	struct kacs_open_how how;
	int error;

	error = kacs_open_how_copy(&how, uhow, size);
	if (!error)
		error = kacs_open_how_check(&how);
	if (!error)
		error = kacs_open_rights(&opening->native, how.desired_access);
	if (error)
		return error;
	opening->disposition = how.create_disposition;
	opening->directory = how.create_options & KACS_CREATE_OPT_DIRECTORY;
	opening->delete_on_close =
		how.create_options & KACS_CREATE_OPT_DELETE_ON_CLOSE;
	opening->follow = !(how.flags & AT_SYMLINK_NOFOLLOW);
	return kacs_creator_sd_copy(opening, &how);
}

static struct file *kacs_open_existing(struct kacs_opening *opening,
				       const struct path *path)
{
	bool overwrite = opening->disposition == KACS_FILE_OVERWRITE ||
			 opening->disposition == KACS_FILE_OVERWRITE_IF;
	int error;

	if (d_is_symlink(path->dentry))
		return ERR_PTR(-ELOOP);
	if (opening->directory && !d_is_dir(path->dentry))
		return ERR_PTR(-ENOTDIR);
	if (opening->disposition == KACS_FILE_SUPERSEDE)
		return kacs_open_superseding(opening, path);
	if (opening->native.creator_sd)
		return ERR_PTR(-EINVAL);
	if (overwrite && d_is_dir(path->dentry))
		return ERR_PTR(-EISDIR);
	if (opening->delete_on_close) {
		error = kacs_delete_on_close_allowed(path);
		if (error)
			return ERR_PTR(error);
	}
	opening->status =
		overwrite ? KACS_STATUS_OVERWRITTEN : KACS_STATUS_OPENED;
	return kacs_open_path(opening, path, overwrite);
}

static struct file *kacs_open_if_existing(struct kacs_opening *opening)
{
	unsigned int lookup = LOOKUP_AUTOMOUNT;
	struct file *file;
	struct path path;
	int error;

	if (opening->follow)
		lookup |= LOOKUP_FOLLOW;
	error = user_path_at(opening->dirfd, opening->name, lookup, &path);
	if (error)
		return ERR_PTR(error);
	file = kacs_open_existing(opening, &path);
	path_put(&path);
	return file;
}

/*
 * Open what there is, else make it; begin again when it vanished or appeared in
 * between. A symbolic link that leads nowhere does both for ever: nothing is
 * created through one.
 */
static struct file *kacs_open_by_disposition(struct kacs_opening *opening)
{
	struct file *file = ERR_PTR(-ENOENT);
	int i;

	if (opening->disposition == KACS_FILE_CREATE)
		return kacs_open_new(opening);
	for (i = 0; i < KACS_OPEN_TRIES; i++) {
		file = kacs_open_if_existing(opening);
		if (file != ERR_PTR(-ENOENT) || opening->created.dentry ||
		    !kacs_disposition_creates(opening->disposition))
			return file;
		file = kacs_open_new(opening);
		if (file != ERR_PTR(-EEXIST) || opening->created.dentry)
			return file;
	}
	return ERR_PTR(-ENOENT);
}

/* The last steps, each of which can be undone until the descriptor is shown. */
static int kacs_opening_finish(struct kacs_opening *opening, struct file *file)
{
	int error = 0;

	if (opening->delete_on_close)
		error = kacs_delete_on_close_claim(file);
	if (!error && opening->status_out &&
	    put_user(opening->status, opening->status_out))
		error = -EFAULT;
	if (!error)
		error = kacs_opening_commit(opening);
	if (!error && opening->delete_on_close)
		kacs_delete_on_close_arm(file);
	return error;
}

static int kacs_opening_run(struct kacs_opening *opening)
{
	int fd = get_unused_fd_flags(O_CLOEXEC);
	struct file *file;
	int error;

	if (fd < 0)
		return fd;
	file = kacs_open_by_disposition(opening);
	error = PTR_ERR_OR_ZERO(file);
	if (!error) {
		error = kacs_opening_finish(opening, file);
		if (error)
			fput(file);
	}
	if (error) {
		kacs_opening_undo(opening);
		put_unused_fd(fd);
		return error;
	}
	fd_install(fd, file);
	return fd;
}

SYSCALL_DEFINE5(kacs_open, int, dirfd, const char __user *, path,
		struct kacs_open_how __user *, uhow, size_t, howsize,
		u32 __user *, status_out)
{
	struct kacs_opening opening = {
		.dirfd = dirfd,
		.name = path,
		.status_out = status_out,
	};
	int result;

	if (!kacs_enabled)
		return -ENOSYS;
	/* A bad pointer should not be found out after a file was emptied. */
	if (status_out &&
	    fault_in_safe_writeable((const char __user *)status_out,
				    sizeof(*status_out)))
		return -EFAULT;
	result = kacs_opening_decode(&opening, uhow, howsize);
	if (!result)
		result = kacs_opening_run(&opening);
	kacs_opening_release(&opening);
	kvfree(opening.native.creator_sd);
	return result;
}
