// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * An allocator over the memory of a WebAssembly module.
 *
 * Blocks have sizes that are powers of two. A freed block waits in its size's
 * list for the next of that size and is never joined with others: every call is
 * O(1), and memory is what each size needed at most, at worst twice what was
 * asked for.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_BYTES 65536u
#define GROW_PAGES 16u /* at least: each growth costs the caller its views */
#define LEAST_CLASS 5u /* 32 bytes */
#define CLASSES 31u

enum state {
	STATE_LIVE = 0x6b616373,
	STATE_FREE = 0x66726565,
};

/* Before each block; keeps what follows aligned to 16 bytes. */
struct header {
	struct header *next; /* of the freed ones of this size */
	uint32_t class;
	uint32_t state;
	uint32_t unused;
};

_Static_assert(sizeof(struct header) == 16, "blocks are aligned to 16 bytes");

int errno;

extern unsigned char __heap_base[]; /* wasm-ld's: behind data and stack */

static struct header *freed[CLASSES];
static uintptr_t top; /* where no block has been yet; 0 before the first */

static size_t room_of(const struct header *header)
{
	return ((size_t)1 << header->class) - sizeof(*header);
}

/* A block that has never been used, or NULL. */
static struct header *carve(size_t size)
{
	uint64_t end = (uint64_t)__builtin_wasm_memory_size(0) * PAGE_BYTES;
	struct header *header;
	size_t pages;

	if (!top)
		top = ((uintptr_t)__heap_base + 15) & ~(uintptr_t)15;
	if (top + (uint64_t)size > end) {
		pages = (size_t)((top + (uint64_t)size - end + PAGE_BYTES - 1) /
				 PAGE_BYTES);
		if (pages < GROW_PAGES)
			pages = GROW_PAGES;
		if (__builtin_wasm_memory_grow(0, pages) == SIZE_MAX)
			return NULL;
	}
	header = (struct header *)top;
	top += size;
	return header;
}

void *malloc(size_t size)
{
	uint32_t class = LEAST_CLASS;
	struct header *header;

	while (class < CLASSES && ((size_t)1 << class) - sizeof(*header) < size)
		class ++;
	if (class == CLASSES) {
		errno = ENOMEM;
		return NULL;
	}
	header = freed[class];
	if (header)
		freed[class] = header->next;
	else
		header = carve((size_t)1 << class);
	if (!header) {
		errno = ENOMEM;
		return NULL;
	}
	header->class = class;
	header->state = STATE_LIVE;
	return header + 1;
}

void *calloc(size_t count, size_t size)
{
	void *memory;

	if (size && count > SIZE_MAX / size) {
		errno = ENOMEM;
		return NULL;
	}
	memory = malloc(count * size);
	return memory ? memset(memory, 0, count * size) : NULL;
}

static struct header *header_of(void *memory)
{
	struct header *header = (struct header *)memory - 1;

	if (header->state != STATE_LIVE)
		__builtin_trap();
	return header;
}

void free(void *memory)
{
	struct header *header;

	if (!memory)
		return;
	header = header_of(memory);
	header->state = STATE_FREE;
	header->next = freed[header->class];
	freed[header->class] = header;
}

void *realloc(void *memory, size_t size)
{
	size_t room;
	void *moved;

	if (!memory)
		return malloc(size);
	room = room_of(header_of(memory));
	if (size <= room)
		return memory;
	moved = malloc(size);
	if (moved) {
		memcpy(moved, memory, room);
		free(memory);
	}
	return moved;
}
