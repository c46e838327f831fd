// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opening a file, and reading, writing, mapping and locking through the handle.
 * PSD-004 11.1 to 11.4, 14.1.
 */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/falloc.h>
#include <linux/kacs.h>
#include <linux/mman.h>
#include <linux/mm.h>
#include <linux/user_namespace.h>

#include "continuous_audit.h"
#include "credentials.h"
#include "decision.h"
#include "delete_on_close.h"
#include "denial.h"
#include "file.h"
#include "inode_sd.h"
#include "mitigation.h"
#include "proc_files.h"
#include "process.h"
#include "signature.h"
#include "stacked.h"

/* What a legacy open() would like to have, and does without (11.3). */
#define KACS_COMPAT_RIGHTS                                                    \
	(KACS_FILE_READ_EA | KACS_READ_CONTROL | KACS_FILE_WRITE_ATTRIBUTES | \
	 KACS_FILE_WRITE_EA | KACS_WRITE_DAC | KACS_WRITE_OWNER |             \
	 KACS_SYNCHRONIZE)

/* What an open asks for: all of core, and of optional what there is. */
struct kacs_open_request {
	u32 core;
	u32 optional;
	u32 uncached; /* needed, but not kept on the handle */
};

static struct kacs_open_request kacs_legacy_directory(void)
{
	return (struct kacs_open_request){
		.core = KACS_FILE_READ_ATTRIBUTES | KACS_FILE_TRAVERSE,
		.optional = KACS_COMPAT_RIGHTS | KACS_FILE_LIST_DIRECTORY,
	};
}

/*
 * Access mode 3 opens neither for reading nor for writing, but as on Linux it
 * takes both rights.
 */
static struct kacs_open_request kacs_legacy_file(const struct file *file)
{
	struct kacs_open_request request = {
		.core = KACS_FILE_READ_ATTRIBUTES,
		.optional = KACS_COMPAT_RIGHTS | KACS_FILE_EXECUTE,
	};
	unsigned int mode = file->f_flags & O_ACCMODE;

	if (mode == O_RDONLY || mode == O_RDWR || mode == O_ACCMODE)
		request.core |= KACS_FILE_READ_DATA;
	if (mode != O_RDONLY)
		request.core |= KACS_FILE_WRITE_DATA;
	if ((file->f_flags & O_APPEND) && mode != O_RDONLY) {
		request.core &= ~KACS_FILE_WRITE_DATA;
		request.core |= KACS_FILE_APPEND_DATA;
		request.optional |= KACS_FILE_WRITE_DATA;
	}
	if (file->f_flags & O_TRUNC)
		request.core |= KACS_FILE_WRITE_DATA;
	return request;
}

/* The kernel opens an image to run it. Nobody else can set __FMODE_EXEC. */
static struct kacs_open_request kacs_image_open(void)
{
	return (struct kacs_open_request){
		.core = KACS_FILE_EXECUTE,
		.optional = KACS_FILE_READ_DATA | KACS_FILE_READ_ATTRIBUTES,
	};
}

static struct kacs_open_request
kacs_native_request(const struct kacs_native_open *native)
{
	return (struct kacs_open_request){
		.core = native->desired,
		/* No handle carries FILE_DELETE_CHILD (11.2). */
		.optional =
			native->maximum_allowed ? ~KACS_FILE_DELETE_CHILD : 0,
		.uncached = native->extra,
	};
}

static struct kacs_open_request
kacs_open_request(const struct file *file,
		  const struct kacs_native_open *native)
{
	if (file->f_flags & __FMODE_EXEC)
		return kacs_image_open();
	if (native)
		return kacs_native_request(native);
	if (S_ISDIR(file_inode(file)->i_mode))
		return kacs_legacy_directory();
	return kacs_legacy_file(file);
}

/* What file_permission may let through without another look. */
static u8 kacs_may(const struct file *file, const struct kacs_file *handle)
{
	u8 may = 0;

	if ((handle->granted & KACS_FILE_READ_DATA) ||
	    (handle->flags & KACS_FILE_IMAGE))
		may |= MAY_READ;
	if ((handle->granted & KACS_FILE_WRITE_DATA) ||
	    ((handle->granted & KACS_FILE_APPEND_DATA) &&
	     (file->f_flags & O_APPEND)))
		may |= MAY_WRITE | MAY_APPEND;
	return may;
}

/* A handle to execute and nothing else: FMODE_READ was only the way in. */
static void kacs_open_execute_only(struct file *file)
{
	if ((file->f_mode & (FMODE_READ | FMODE_WRITE)) == FMODE_READ)
		i_readcount_dec(file_inode(file));
	file->f_mode &= ~(FMODE_READ | FMODE_WRITE);
	file->f_mode |= FMODE_EXEC;
}

static bool kacs_is_special(const struct inode *inode)
{
	return S_ISCHR(inode->i_mode) || S_ISBLK(inode->i_mode) ||
	       S_ISFIFO(inode->i_mode) || S_ISSOCK(inode->i_mode);
}

static void kacs_native_opened(struct kacs_native_open *native,
			       struct file *file)
{
	native->decided = true;
	native->created = file->f_mode & FMODE_CREATED;
	if (native->execute_only)
		kacs_open_execute_only(file);
}

static u32 kacs_handle_rights(const struct kacs_open_request *request,
			      u32 rights)
{
	return rights & (request->core | request->optional) & ~KACS_UNAUDITED;
}

static int kacs_open_decide(struct file *file,
			    const struct kacs_open_request *request)
{
	struct inode *inode = file_inode(file);
	struct kacs_file *handle = kacs_file(file);
	u32 needed = request->core | request->uncached;
	struct kacs_sd_object *object;
	u32 alarms, rights;
	int error;

	/* One test for both: are the rights there, and does nobody listen? */
	if (likely(kacs_inode_known_rights(inode, &rights) &&
		   !((needed | KACS_UNAUDITED) & ~rights))) {
		handle->granted = kacs_handle_rights(request, rights);
		return 0;
	}
	error = kacs_inode_rights(inode, file->f_path.dentry, &object, &rights);
	if (error)
		return kacs_inode_unreadable(inode, file->f_path.dentry, error,
					     needed);
	/* Of what the open cannot do without, not of what else it gets. */
	error = kacs_inode_audit_open(inode, file->f_path.dentry, object,
				      rights, needed, &alarms);
	if (!error && (needed & ~rights))
		error = kacs_inode_deny(inode, file->f_path.dentry, object,
					needed, needed & ~rights);
	if (!error) {
		handle->granted = kacs_handle_rights(request, rights);
		handle->alarms = alarms;
	}
	kacs_sd_put(object);
	return error;
}

/*
 * The native request belongs to the file that kacs_open names, which is the
 * first that is opened while it runs.
 */
static struct kacs_native_open *kacs_current_native_open(void)
{
	struct kacs_native_open *native = kacs_task(current)->native_open;

	return native && !native->decided ? native : NULL;
}

static int kacs_file_refuse(struct file *file, u32 desired)
{
	const struct kacs_file *handle = kacs_file(file);
	struct kacs_denial_place where = {
		.object_type = S_ISDIR(file_inode(file)->i_mode)
				       ? KACS_OBJECT_DIRECTORY
				       : KACS_OBJECT_FILE,
		.inode = file_inode(file),
		.dentry = file->f_path.dentry,
	};

	if (!kacs_current_token())
		return -EACCES;
	return kacs_record_denial(kacs_current_token(), &kacs_sd_missing,
				  &kacs_file_mapping, desired,
				  desired & ~handle->granted, &where,
				  KACS_STEP_HANDLE);
}

int kacs_check_exposed(struct file *file)
{
	if (likely(!current->ptrace) || !kacs_is_unreadable_image(file) ||
	    ptracer_capable(current, &init_user_ns))
		return 0;
	return kacs_file_refuse(file, KACS_FILE_READ_DATA);
}

static int kacs_file_open(struct file *file)
{
	struct inode *inode = file_inode(file);
	struct kacs_file *handle = kacs_file(file);
	struct kacs_native_open *native = kacs_current_native_open();
	struct kacs_open_request request;
	int error;

	if (unlikely((file->f_mode & FMODE_WRITE) && kacs_is_pinned(inode)))
		return kacs_check_pinned(inode, file->f_path.dentry);
	/* The overlay's own file has been decided (11.1). */
	if (unlikely(kacs_stacked_user(file)))
		return 0;
	if (unlikely(!kacs_inode_is_managed(inode))) {
		if (kacs_proc_is_guarded(file))
			handle->flags = KACS_FILE_PROCESS;
		return native ? -EOPNOTSUPP : 0;
	}
	if (unlikely(native && (native->desired & KACS_FILE_EXECUTE) &&
		     kacs_is_special(inode)))
		return kacs_record_file_rule(KACS_RULE_SPECIAL_FILE, inode,
					     file->f_path.dentry,
					     KACS_FILE_EXECUTE, -EACCES);
	error = kacs_delete_on_close_check(file);
	if (unlikely(error))
		return error;
	request = kacs_open_request(file, native);
	error = kacs_open_decide(file, &request);
	if (unlikely(error))
		return error;
	/* CAP_FOWNER, which Linux asks for, is everybody's (11.4, 12.2). */
	if (unlikely((file->f_flags & O_NOATIME) &&
		     !(handle->granted & KACS_FILE_WRITE_ATTRIBUTES)))
		file->f_flags &= ~O_NOATIME;
	handle->flags = KACS_FILE_MANAGED;
	if (file->f_flags & __FMODE_EXEC) {
		handle->flags |= KACS_FILE_IMAGE;
		error = kacs_check_exposed(file);
		if (unlikely(error))
			return error;
	}
	handle->may = kacs_may(file, handle);
	if (likely(!handle->alarms)) {
		handle->may_quietly = handle->may;
		handle->ready = handle->granted;
	}
	if (native)
		kacs_native_opened(native, file);
	return 0;
}

int kacs_file_use(struct file *file, u32 desired, bool success,
		  const char *operation)
{
	const struct kacs_file *handle = kacs_file(file);
	int error, refusal;

	if (!(handle->flags & KACS_FILE_MANAGED))
		return 0;
	refusal = success ? 0 : kacs_file_refuse(file, desired);
	if (likely(!(desired & handle->alarms)))
		return refusal;
	error = kacs_continuous_audit(file, operation, desired, success);
	return error ? error : refusal;
}

/* Of a write is only known whether it appends, not where else it goes. */
static int kacs_file_write_use(struct file *file, bool success)
{
	u32 desired = file->f_flags & O_APPEND
			      ? KACS_FILE_APPEND_DATA | KACS_FILE_WRITE_DATA
			      : KACS_FILE_WRITE_DATA;

	return kacs_file_use(file, desired, success, "file.write");
}

static noinline int kacs_file_permission_slow(struct file *file, int mask)
{
	const struct kacs_file *handle = kacs_file(file);
	int refused = mask & ~handle->may;
	int error = 0;

	/* No handle that writes is left, but deduplication needs none. */
	if (unlikely((mask & MAY_WRITE) && kacs_is_pinned(file_inode(file))))
		return kacs_check_pinned(file_inode(file), file->f_path.dentry);
	if (handle->flags & KACS_FILE_PROCESS)
		return kacs_proc_permission(file, mask);
	if (!(handle->flags & KACS_FILE_MANAGED))
		return 0;
	/* The image that is run is read as a part of running it. */
	if ((mask & MAY_READ) && !(handle->flags & KACS_FILE_IMAGE))
		error = kacs_file_use(file, KACS_FILE_READ_DATA,
				      !(refused & MAY_READ),
				      S_ISDIR(file_inode(file)->i_mode)
					      ? "file.list"
					      : "file.read");
	if (!error && (mask & (MAY_WRITE | MAY_APPEND)))
		error = kacs_file_write_use(file, !(refused &
						    (MAY_WRITE | MAY_APPEND)));
	return error;
}

static int kacs_file_permission(struct file *file, int mask)
{
	if (likely(!(mask & (MAY_READ | MAY_WRITE | MAY_APPEND) &
		     ~kacs_file(file)->may_quietly)))
		return 0;
	return kacs_file_permission_slow(file, mask);
}

/* The native open that overwrites has decided its truncation already. */
static bool kacs_truncates_itself(void)
{
	const struct kacs_native_open *native = kacs_task(current)->native_open;

	return native && native->decided &&
	       (native->extra & KACS_FILE_WRITE_DATA);
}

int kacs_file_truncate(struct file *file)
{
	if (kacs_truncates_itself())
		return 0;
	return kacs_file_check(file, KACS_FILE_WRITE_DATA, "file.truncate");
}

int __kacs_file_noappend(struct file *file)
{
	return kacs_file_check(file, KACS_FILE_WRITE_DATA, "file.overwrite");
}

int __kacs_file_fallocate(struct file *file, int mode)
{
	if (!(mode & ~FALLOC_FL_KEEP_SIZE))
		return 0;
	return kacs_file_check(file, KACS_FILE_WRITE_DATA, "file.overwrite");
}

static u32 kacs_mapping_rights(const struct kacs_file *handle,
			       unsigned long prot, bool shared)
{
	u32 desired = 0;

	if (prot & PROT_READ)
		desired |= KACS_FILE_READ_DATA;
	if (prot & PROT_WRITE)
		desired |= shared ? KACS_FILE_WRITE_DATA : KACS_FILE_READ_DATA;
	if (prot & PROT_EXEC)
		desired |= KACS_FILE_EXECUTE;
	/* Running an image includes mapping it. */
	if (handle->flags & KACS_FILE_IMAGE)
		desired &= ~KACS_FILE_READ_DATA;
	return desired;
}

static int kacs_mmap_file(struct file *file, unsigned long reqprot,
			  unsigned long prot, unsigned long flags)
{
	unsigned long type = flags & MAP_TYPE;
	bool shared = type == MAP_SHARED || type == MAP_SHARED_VALIDATE;
	int error = kacs_mitigate_mmap(file, prot, shared);

	if (error || !file)
		return error;
	return kacs_file_check(
		file, kacs_mapping_rights(kacs_file(file), prot, shared),
		"file.map");
}

/*
 * What an overlay maps is the real file, which knows nothing of the handle: the
 * overlay's file is asked anew, of the thread that is there.
 */
static int kacs_stacked_mprotect(const struct path *user, unsigned long prot,
				 bool shared)
{
	static const struct kacs_file handle;

	if (d_is_negative(user->dentry))
		return -EACCES;
	return kacs_inode_check(d_inode(user->dentry), user->dentry,
				kacs_mapping_rights(&handle, prot, shared),
				false);
}

static int kacs_file_mprotect(struct vm_area_struct *vma, unsigned long reqprot,
			      unsigned long prot)
{
	int error = kacs_mitigate_mprotect(vma, prot);
	const struct path *user;

	if (error || !vma->vm_file)
		return error;
	user = kacs_stacked_user(vma->vm_file);
	if (unlikely(user))
		return kacs_stacked_mprotect(user, prot,
					     vma->vm_flags & VM_SHARED);
	return kacs_file_check(vma->vm_file,
			       kacs_mapping_rights(kacs_file(vma->vm_file),
						   prot,
						   vma->vm_flags & VM_SHARED),
			       "file.protect");
}

static int kacs_file_lock(struct file *file, unsigned int cmd)
{
	switch (cmd) {
	case F_UNLCK:
		return 0;
	case F_RDLCK:
		return kacs_file_check(file, KACS_FILE_READ_DATA, "file.lock");
	case F_WRLCK:
		return kacs_file_check_any(
			file, KACS_FILE_WRITE_DATA | KACS_FILE_APPEND_DATA,
			"file.lock");
	default:
		return kacs_file(file)->flags & KACS_FILE_MANAGED
			       ? kacs_record_file_rule(
					 KACS_RULE_UNKNOWN_COMMAND,
					 file_inode(file), file->f_path.dentry,
					 0, -EACCES)
			       : 0;
	}
}

static struct security_hook_list kacs_file_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(file_open, kacs_file_open),
	LSM_HOOK_INIT(file_permission, kacs_file_permission),
	LSM_HOOK_INIT(file_truncate, kacs_file_truncate),
	LSM_HOOK_INIT(mmap_file, kacs_mmap_file),
	LSM_HOOK_INIT(file_mprotect, kacs_file_mprotect),
	LSM_HOOK_INIT(file_lock, kacs_file_lock),
};

void __init kacs_add_file_hooks(void)
{
	security_add_hooks(kacs_file_hooks, ARRAY_SIZE(kacs_file_hooks),
			   &kacs_lsm_id);
}
