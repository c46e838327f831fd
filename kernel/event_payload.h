/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts that the events of KACS have in common: PSD-004 13.7. Beyond what
 * is written there, an event may name its object, under "object".
 */
#ifndef KACS_KERNEL_EVENT_PAYLOAD_H
#define KACS_KERNEL_EVENT_PAYLOAD_H

#include <linux/gfp_types.h>
#include <linux/limits.h>
#include <linux/sched.h>
#include <linux/types.h>

#include "../core/message_pack.h"
#include "../core/token.h"
#include "../include/uapi/kacs/syscall.h"

struct dentry;
struct inode;
struct kacs_denial_place;

/* Whose access it was. */
struct kacs_event_subject {
	const struct kacs_identity *identity;
	u32 integrity_level;
	u32 pip_type;
	u32 pip_trust;
};

/* What it was about. */
struct kacs_event_object {
	u32 type; /* KACS_OBJECT_*, 0: not known */
	u32 device_major;
	u32 device_minor;
	u64 inode;
	pid_t pid; /* of a process */
	char name[KACS_DENIAL_NAME_BYTES];
};

/* The process and the object of an event: what has to be looked up for it. */
struct kacs_event_scene {
	pid_t pid;
	char name[TASK_COMM_LEN];
	const char *path; /* in @buffer, or "" */
	struct kacs_event_object object;
	char buffer[PATH_MAX];
};

/**
 * kacs_event_scene_make - look the current process up
 * @gfp: how to allocate
 *
 * Kernel threads have no executable; nor has who is about to end.
 *
 * Context: as @gfp; may be called under spinlocks.
 *
 * Return: a scene without an object, for kfree(), or NULL without memory.
 */
struct kacs_event_scene *kacs_event_scene_make(gfp_t gfp);

/**
 * kacs_event_scene_file - the object is a file
 * @scene: the scene
 * @inode: the file
 * @dentry: one of its names, or NULL: any that is known
 *
 * Context: any but hard interrupts.
 */
void kacs_event_scene_file(struct kacs_event_scene *scene, struct inode *inode,
			   struct dentry *dentry);

/**
 * kacs_event_scene_place - the object is whatever it is
 * @scene: the scene
 * @place: the object
 *
 * Context: any but hard interrupts.
 */
void kacs_event_scene_place(struct kacs_event_scene *scene,
			    const struct kacs_denial_place *place);

/* Each writes a key and its value. */
void kacs_event_put_subject(struct kacs_msgpack *out,
			    const struct kacs_event_subject *subject);
void kacs_event_put_process(struct kacs_msgpack *out,
			    const struct kacs_event_scene *scene);
void kacs_event_put_object(struct kacs_msgpack *out,
			   const struct kacs_event_scene *scene);
void kacs_event_put_uint(struct kacs_msgpack *out, const char *key, u64 value);
void kacs_event_put_bool(struct kacs_msgpack *out, const char *key, bool value);
void kacs_event_put_text(struct kacs_msgpack *out, const char *key,
			 const char *value);
void kacs_event_put_nil(struct kacs_msgpack *out, const char *key);

/* Without a length, nil. */
void kacs_event_put_bytes(struct kacs_msgpack *out, const char *key,
			  const u8 *bytes, u32 len);

/* How many pairs kacs_event_put_object() writes. */
static inline u32 kacs_event_objects(const struct kacs_event_scene *scene)
{
	return scene->object.type ? 1 : 0;
}

/**
 * kacs_event_alloc - memory for a payload, or for what it is made of
 * @len: bytes
 * @gfp: how; large ones, with whole ACEs, are for who may sleep
 *
 * Return: memory for kvfree(), or NULL.
 */
void *kacs_event_alloc(size_t len, gfp_t gfp);

/* Writes a payload; called twice, to measure it and to write it. */
typedef void kacs_event_writer(struct kacs_msgpack *out, const void *data);

/**
 * kacs_event_emit - write a payload and emit it as an event of KACS
 * @type: of the event
 * @write: writes the payload, the same both times
 * @data: for @write
 * @gfp: how to allocate
 *
 * Return: 0 or -ENOMEM; then nothing is emitted.
 */
int kacs_event_emit(const char *type, kacs_event_writer *write,
		    const void *data, gfp_t gfp);

#endif /* KACS_KERNEL_EVENT_PAYLOAD_H */
