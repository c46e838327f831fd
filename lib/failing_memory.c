// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "failing_memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

static struct {
	unsigned int left; /* until the next failure; 0: never */
	bool for_good;
	bool loading; /* jansson's reader is at work */
	unsigned int failures;
	long blocks;
} state;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_reallocarray(void *old, size_t count, size_t size);
void __real_free(void *block);
FILE *__real_fopen(const char *path, const char *mode);
ssize_t __real_getline(char **line, size_t *room, FILE *file);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);
void __wrap_free(void *block);
json_t *__real_json_loadb(const char *text, size_t len, size_t flags,
			  json_error_t *error);
json_t *__wrap_json_loadb(const char *text, size_t len, size_t flags,
			  json_error_t *error);
FILE *__wrap_fopen(const char *path, const char *mode);
FILE *__wrap_fopen64(const char *path, const char *mode);
ssize_t __wrap_getline(char **line, size_t *room, FILE *file);
ssize_t __wrap___getdelim(char **line, size_t *room, int end, FILE *file);

static bool fails(void)
{
	if (!state.left || (state.loading && !state.for_good) || --state.left)
		return false;
	if (state.for_good)
		state.left = 1;
	state.failures++;
	errno = ENOMEM;
	return true;
}

static void *counted(void *block)
{
	if (block)
		state.blocks++;
	return block;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : counted(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : counted(__real_calloc(count, size));
}

void *__wrap_realloc(void *old, size_t size)
{
	void *block;

	if (fails())
		return NULL;
	block = __real_realloc(old, size);
	return old ? block : counted(block);
}

void *__wrap_reallocarray(void *old, size_t count, size_t size)
{
	void *block;

	if (fails())
		return NULL;
	block = __real_reallocarray(old, count, size);
	return old ? block : counted(block);
}

void __wrap_free(void *block)
{
	if (block)
		state.blocks--;
	__real_free(block);
}

json_t *__wrap_json_loadb(const char *text, size_t len, size_t flags,
			  json_error_t *error)
{
	json_t *value;

	state.loading = true;
	value = __real_json_loadb(text, len, flags, error);
	state.loading = false;
	return value;
}

/*
 * What the C library allocates inside of these cannot be made to fail. The
 * headers give them other names, depending on the options.
 */

FILE *__wrap_fopen(const char *path, const char *mode)
{
	return fails() ? NULL : __real_fopen(path, mode);
}

FILE *__wrap_fopen64(const char *path, const char *mode)
{
	return __wrap_fopen(path, mode);
}

ssize_t __wrap_getline(char **line, size_t *room, FILE *file)
{
	const char *old = *line;
	ssize_t len;

	if (fails())
		return -1;
	len = __real_getline(line, room, file);
	if (!old)
		counted(*line);
	return len;
}

ssize_t __wrap___getdelim(char **line, size_t *room, int end, FILE *file)
{
	return end == '\n' ? __wrap_getline(line, room, file) : -1;
}

void failing_memory_setup(void)
{
	json_set_alloc_funcs(__wrap_malloc, __wrap_free);
}

void failing_memory_start(unsigned int nth, bool for_good)
{
	state.left = nth;
	state.for_good = for_good;
	state.failures = 0;
}

unsigned int failing_memory_stop(void)
{
	state.left = 0;
	return state.failures;
}

long failing_memory_blocks(void)
{
	return state.blocks;
}
