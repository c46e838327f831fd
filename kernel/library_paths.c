// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted library paths: PSD-004 5.2 "TLP cache".
 */
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "../include/uapi/kacs/privilege.h"
#include "denial.h"
#include "library_paths.h"

/* Immutable once published; readers use RCU. */
struct kacs_library_paths {
	struct rcu_head rcu;
	size_t len;
	char text[]; /* as it was written: lines */
};

/* NULL: none. Replaced by xchg(). */
static struct kacs_library_paths __rcu *kacs_library_paths;

static bool kacs_text_has_prefix(const struct kacs_library_paths *paths,
				 const char *path)
{
	const char *line = paths->text, *end = line + paths->len, *next;
	const size_t len = strlen(path);

	for (; line < end; line = next + 1) {
		next = memchr(line, '\n', end - line);
		if (next - line <= len && !memcmp(line, path, next - line))
			return true;
	}
	return false;
}

static bool kacs_has_trusted_prefix(const char *path)
{
	const struct kacs_library_paths *paths;
	bool found;

	rcu_read_lock();
	paths = rcu_dereference(kacs_library_paths);
	found = paths && kacs_text_has_prefix(paths, path);
	rcu_read_unlock();
	return found;
}

bool kacs_library_path_is_trusted(const struct file *file)
{
	char *buffer, *path;
	bool trusted;

	/* What has no name any more, or never had, is nowhere. */
	if (d_unlinked(file->f_path.dentry))
		return false;
	buffer = __getname();
	if (!buffer)
		return false;
	path = d_absolute_path(&file->f_path, buffer, PATH_MAX);
	trusted = !IS_ERR(path) && kacs_has_trusted_prefix(path);
	__putname(buffer);
	return trusted;
}

/* Lines, each of them an absolute path that ends in a slash. */
static bool kacs_library_paths_are_valid(const char *text, size_t len)
{
	const char *line = text, *end = text + len, *next;
	int count = 0;

	for (; line < end; line = next + 1) {
		next = memchr(line, '\n', end - line);
		if (!next || next == line || line[0] != '/' ||
		    next[-1] != '/' || memchr(line, '\0', next - line) ||
		    next - line > KACS_LIBRARY_PATH_BYTES ||
		    ++count > KACS_LIBRARY_PATHS)
			return false;
	}
	return true;
}

static ssize_t kacs_library_paths_write(struct file *file,
					const char __user *buffer, size_t len,
					loff_t *at)
{
	struct kacs_library_paths *paths, *old;
	int error = kacs_require_privilege(KACS_SE_TCB);

	if (error)
		return error;
	if (*at || len > KACS_LIBRARY_PATHS * (KACS_LIBRARY_PATH_BYTES + 1))
		return -EINVAL;
	paths = kvmalloc(struct_size(paths, text, len), GFP_KERNEL_ACCOUNT);
	if (!paths)
		return -ENOMEM;
	paths->len = len;
	error = copy_from_user(paths->text, buffer, len) ? -EFAULT : 0;
	if (!error && !kacs_library_paths_are_valid(paths->text, len))
		error = -EINVAL;
	if (error) {
		kvfree(paths);
		return error;
	}
	old = unrcu_pointer(xchg(&kacs_library_paths, RCU_INITIALIZER(paths)));
	if (old)
		kvfree_rcu(old, rcu);
	*at += len;
	return len;
}

/* A copy, because reading may sleep. */
static ssize_t kacs_library_paths_read(struct file *file, char __user *buffer,
				       size_t len, loff_t *at)
{
	const size_t room = KACS_LIBRARY_PATHS * (KACS_LIBRARY_PATH_BYTES + 1);
	const struct kacs_library_paths *paths;
	char *copy = kvmalloc(room, GFP_KERNEL_ACCOUNT);
	size_t used = 0;
	ssize_t result;

	if (!copy)
		return -ENOMEM;
	rcu_read_lock();
	paths = rcu_dereference(kacs_library_paths);
	if (paths) {
		used = paths->len;
		memcpy(copy, paths->text, used);
	}
	rcu_read_unlock();
	result = simple_read_from_buffer(buffer, len, at, copy, used);
	kvfree(copy);
	return result;
}

const struct file_operations kacs_library_paths_fops = {
	.owner = THIS_MODULE,
	.read = kacs_library_paths_read,
	.write = kacs_library_paths_write,
	.llseek = default_llseek,
};
