/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) WITH Linux-syscall-note */
/*
 * Events: the system calls, the rings that they are read from, and what an
 * event looks like in a ring.
 *
 * Source: PSD-003 v0.20 2, 4, 5 and 8.
 */
#ifndef _UAPI_KACS_EVENT_H
#define _UAPI_KACS_EVENT_H

#include <linux/types.h>

#define __NR_kmes_emit 1090
#define __NR_kmes_attach 1091
#define __NR_kmes_emit_batch 1092

/* Who emitted an event. */
#define KMES_ORIGIN_USER 0u
#define KMES_ORIGIN_KMES 1u
#define KMES_ORIGIN_KACS 2u
#define KMES_ORIGIN_LCS 3u

/*
 * An event: header, type, payload, without a gap between them or to the next
 * event. Little-endian. The payload begins at header_size, which later versions
 * may make greater than this.
 */
#define KMES_EVENT_SIZE 0u	  /* u32: of all of it */
#define KMES_EVENT_HEADER_SIZE 4u /* u32: where the payload begins */
#define KMES_EVENT_TIMESTAMP 8u	  /* u64: nanoseconds, CLOCK_REALTIME */
#define KMES_EVENT_SEQUENCE 16u	  /* u64: from 1, for each CPU by itself */
#define KMES_EVENT_CPU 24u	  /* u16 */
#define KMES_EVENT_ORIGIN 26u	  /* u8: KMES_ORIGIN_* */
#define KMES_EVENT_TYPE_LEN 27u	  /* u16 */
#define KMES_EVENT_TYPE 29u	  /* UTF-8, not terminated */

/* What a descriptor of kmes_attach maps: two pages, then the data twice. */
#define KMES_PAGE_BYTES 4096u
#define KMES_DATA_OFFSET 8192u

#define KMES_RING_MAGIC "KMESRING"
#define KMES_RING_VERSION 1u

/* The first page. Readers cannot write it. */
struct kmes_producer {
	/* Never change. */
	__u8 magic[8];
	__u32 version;
	__u16 cpu_id;
	__u16 reserved0;
	__u64 capacity;	   /* of the data, in bytes; a power of two */
	__u64 data_offset; /* KMES_DATA_OFFSET */
	/* From 1; another one says that the events go to another ring. */
	__u64 generation;
	__u8 reserved1[24];
	/*
	 * Positions in the stream of all bytes ever written; of the data they
	 * are at position & (capacity - 1).
	 */
	__u64 write_pos; /* behind the last event */
	__u64 tail_pos;	 /* of the oldest event that is still there */
	__u8 reserved2[48];
	/* What readers sleep on, as a futex that processes share. */
	__u32 futex_counter;
	__u8 reserved3[3964];
};

/* The second page, which readers write. */
struct kmes_consumer {
	__u8 need_wake; /* not 0: a reader sleeps, or is about to */
	__u8 reserved4[4095];
};

/* kmes_emit_batch. */
#define KMES_BATCH_MAX_EVENTS 256u

struct kmes_emit_entry {
	__u64 event_type; /* pointer */
	__u16 event_type_len;
	__u16 pad0[3];
	__u64 payload; /* pointer */
	__u32 payload_len;
	__u32 pad1;
};

/* The limits of events from user space, until a registry says others (6). */
#define KMES_MAX_EVENT_BYTES 65536u
#define KMES_MAX_NESTING_DEPTH 32u
#define KMES_MAX_EMIT_RATE 10000u /* events a second, and at once */

/* Of the capacity of a ring. */
#define KMES_MIN_CAPACITY 65536u
#define KMES_MAX_CAPACITY 268435456u

#endif /* _UAPI_KACS_EVENT_H */
