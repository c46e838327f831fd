// SPDX-License-Identifier: GPL-2.0-only
/*
 * The common parts of the payloads of events, and emitting one.
 */
#include <linux/dcache.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "denial.h"
#include "event_payload.h"
#include "kmes.h"

/* A path that is longer than can be said is left out. */
static const char *kacs_executable_path(char *buffer, size_t room)
{
	const char *path = "";
	struct file *file;

	if (!current->mm || !current->fs)
		return path;
	file = get_mm_exe_file(current->mm);
	if (!file)
		return path;
	path = d_path(&file->f_path, buffer, room);
	fput(file);
	return IS_ERR(path) ? "" : path;
}

struct kacs_event_scene *kacs_event_scene_make(gfp_t gfp)
{
	struct kacs_event_scene *scene = kmalloc(sizeof(*scene), gfp);

	if (!scene)
		return NULL;
	scene->pid = task_tgid_nr(current);
	scene->object.type = 0;
	strscpy(scene->name, current->comm, sizeof(scene->name));
	scene->path =
		kacs_executable_path(scene->buffer, sizeof(scene->buffer));
	return scene;
}

void kacs_event_scene_file(struct kacs_event_scene *scene, struct inode *inode,
			   struct dentry *dentry)
{
	struct kacs_event_object *object = &scene->object;
	struct dentry *alias = NULL;
	struct name_snapshot name;

	object->type = S_ISDIR(inode->i_mode) ? KACS_OBJECT_DIRECTORY
					      : KACS_OBJECT_FILE;
	object->device_major = MAJOR(inode->i_sb->s_dev);
	object->device_minor = MINOR(inode->i_sb->s_dev);
	object->inode = inode->i_ino;
	object->name[0] = '\0';
	if (!dentry)
		dentry = alias = d_find_any_alias(inode);
	if (!dentry)
		return;
	take_dentry_name_snapshot(&name, dentry);
	strscpy(object->name, name.name.name, sizeof(object->name));
	release_dentry_name_snapshot(&name);
	dput(alias);
}

void kacs_event_scene_place(struct kacs_event_scene *scene,
			    const struct kacs_denial_place *place)
{
	struct kacs_event_object *object = &scene->object;

	if (place->inode) {
		kacs_event_scene_file(scene, place->inode, place->dentry);
		return;
	}
	object->type = place->object_type;
	object->name[0] = '\0';
	if (place->task) {
		object->pid = task_tgid_nr(place->task);
		strscpy(object->name, place->task->comm, sizeof(object->name));
	}
	if (place->address)
		kacs_place_address(place, object->name, sizeof(object->name));
}

void kacs_event_put_uint(struct kacs_msgpack *out, const char *key, u64 value)
{
	kacs_msgpack_text(out, key);
	kacs_msgpack_uint(out, value);
}

void kacs_event_put_bool(struct kacs_msgpack *out, const char *key, bool value)
{
	kacs_msgpack_text(out, key);
	kacs_msgpack_bool(out, value);
}

void kacs_event_put_text(struct kacs_msgpack *out, const char *key,
			 const char *value)
{
	kacs_msgpack_text(out, key);
	kacs_msgpack_text(out, value);
}

void kacs_event_put_nil(struct kacs_msgpack *out, const char *key)
{
	kacs_msgpack_text(out, key);
	kacs_msgpack_nil(out);
}

void kacs_event_put_bytes(struct kacs_msgpack *out, const char *key,
			  const u8 *bytes, u32 len)
{
	kacs_msgpack_text(out, key);
	if (len)
		kacs_msgpack_bin(out, bytes, len);
	else
		kacs_msgpack_nil(out);
}

void kacs_event_put_subject(struct kacs_msgpack *out,
			    const struct kacs_event_subject *subject)
{
	const struct kacs_identity *identity = subject->identity;
	const struct kacs_sid_list *groups = &identity->groups;
	u32 i;

	kacs_msgpack_text(out, "subject");
	kacs_msgpack_map(out, 5);
	kacs_event_put_bytes(out, "user_sid", identity->user.bytes,
			     identity->user.len);
	kacs_msgpack_text(out, "group_sids");
	kacs_msgpack_array(out, groups->count);
	for (i = 0; i < groups->count; i++)
		kacs_msgpack_bin(out, groups->entries[i].sid.bytes,
				 groups->entries[i].sid.len);
	kacs_event_put_uint(out, "integrity_level", subject->integrity_level);
	kacs_event_put_uint(out, "pip_type", subject->pip_type);
	kacs_event_put_uint(out, "pip_trust", subject->pip_trust);
}

void kacs_event_put_process(struct kacs_msgpack *out,
			    const struct kacs_event_scene *scene)
{
	kacs_msgpack_text(out, "process");
	kacs_msgpack_map(out, 3);
	kacs_event_put_uint(out, "pid", scene->pid);
	kacs_event_put_text(out, "name", scene->name);
	kacs_event_put_text(out, "executable_path", scene->path);
}

static const char *kacs_object_type_text(u32 type)
{
	static const char *const names[] = {
		[KACS_OBJECT_FILE] = "file",
		[KACS_OBJECT_DIRECTORY] = "directory",
		[KACS_OBJECT_PROCESS] = "process",
		[KACS_OBJECT_TOKEN] = "token",
		[KACS_OBJECT_SYSTEM] = "system",
		[KACS_OBJECT_USER] = "user",
		[KACS_OBJECT_SOCKET] = "socket",
		[KACS_OBJECT_IPC] = "ipc",
	};

	return type < ARRAY_SIZE(names) && names[type] ? names[type] : "other";
}

void kacs_event_put_object(struct kacs_msgpack *out,
			   const struct kacs_event_scene *scene)
{
	const struct kacs_event_object *object = &scene->object;
	bool file = object->type == KACS_OBJECT_FILE ||
		    object->type == KACS_OBJECT_DIRECTORY;
	bool process = object->type == KACS_OBJECT_PROCESS;
	bool named = file || process || object->type == KACS_OBJECT_SOCKET;

	if (!object->type)
		return;
	kacs_msgpack_text(out, "object");
	kacs_msgpack_map(out, 1 + named + 3 * file + process);
	kacs_event_put_text(out, "type", kacs_object_type_text(object->type));
	if (named)
		kacs_event_put_text(out, "name", object->name);
	if (process)
		kacs_event_put_uint(out, "pid", object->pid);
	if (!file)
		return;
	kacs_event_put_uint(out, "device_major", object->device_major);
	kacs_event_put_uint(out, "device_minor", object->device_minor);
	kacs_event_put_uint(out, "inode", object->inode);
}

void *kacs_event_alloc(size_t len, gfp_t gfp)
{
	return gfpflags_allow_blocking(gfp) ? kvmalloc(len, gfp)
					    : kmalloc(len, gfp);
}

int kacs_event_emit(const char *type, kacs_event_writer *write,
		    const void *data, gfp_t gfp)
{
	struct kacs_msgpack out = {};

	write(&out, data);
	out.bytes = kacs_event_alloc(out.len, gfp);
	if (!out.bytes)
		return -ENOMEM;
	out.room = out.len;
	out.len = 0;
	write(&out, data);
	kmes_emit(KMES_ORIGIN_KACS, type, out.bytes, out.len);
	kvfree(out.bytes);
	return 0;
}
