/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that is refused; see alloc_fail.h. */
#include <errno.h>
#include <execinfo.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include "alloc_fail.h"

/* Who really has the memory: the sanitizer, or glibc. */
#ifdef __SANITIZE_ADDRESS__
#define REAL(name) __interceptor_##name
#else
#define REAL(name) __libc_##name
#endif
void *REAL(malloc)(size_t size);
void *REAL(calloc)(size_t count, size_t size);
void *REAL(realloc)(void *old, size_t size);

#define DEPTH	   24	     /* of a stack that tells places apart */
#define MAX_PLACES (1 << 16) /* a power of 2 */
#define MAX_TIMES  3	     /* of one place since the hook was armed */

/* What is called before the sanitizer has begun must not be its. */
#define PLAIN __attribute__((no_sanitize("address", "undefined")))

/* Open hash tables; 0 is no entry. */
struct place {
	uint64_t hash;
	unsigned round;	  /* of arming, in which @times counts */
	unsigned times;	  /* asked in this round */
	unsigned refused; /* bits: the first, second, later time */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct place places[MAX_PLACES];
static unsigned armed_round; /* 0: not armed */
static unsigned rounds;
static bool done; /* something was refused in this round */
static size_t count;
static void *last_stack[DEPTH];
static int last_depth;
static __thread bool inside; /* backtrace() may ask for memory itself */
static pthread_t armed_by;

static uint64_t hash_of(void *const *stack, int depth)
{
	uint64_t hash = 14695981039346656037u; /* FNV-1a */
	int i;

	for (i = 0; i < depth; i++) {
		hash = (hash ^ (uintptr_t)stack[i]) * 1099511628211u;
	}
	return hash != 0 ? hash : 1;
}

static struct place *find_place(uint64_t hash)
{
	size_t i = hash % MAX_PLACES, left = MAX_PLACES;

	while (places[i].hash != hash && places[i].hash != 0) {
		i = (i + 1) % MAX_PLACES;
		if (--left == 0) {
			abort(); /* a larger table is needed */
		}
	}
	places[i].hash = hash;
	return &places[i];
}

static bool is_new(void *const *stack, int depth)
{
	struct place *place = find_place(hash_of(stack, depth));
	unsigned bit;

	if (place->round != armed_round) {
		place->round = armed_round;
		place->times = 0;
	}
	if (place->times < MAX_TIMES) {
		place->times++;
	}
	bit = 1u << place->times;
	if (place->refused & bit) {
		return false;
	}
	place->refused |= bit;
	return true;
}

/* A sanitizer asks for memory when a thread begins, and stops the program
 * when it gets none. */
PLAIN static bool is_sanitizers(void)
{
#ifdef __SANITIZE_ADDRESS__
	return !pthread_equal(pthread_self(), armed_by);
#else
	return false;
#endif
}

PLAIN static bool must_refuse(void)
{
	void *stack[DEPTH];
	bool refused = false;
	int depth;

	if (armed_round == 0 || done || inside || is_sanitizers()) {
		return false;
	}
	inside = true;
	depth = backtrace(stack, DEPTH);
	pthread_mutex_lock(&lock);
	if (armed_round != 0 && !done && is_new(stack, depth)) {
		refused = done = true;
		count++;
		for (last_depth = 0; last_depth < depth; last_depth++) {
			last_stack[last_depth] = stack[last_depth];
		}
	}
	pthread_mutex_unlock(&lock);
	inside = false;
	return refused;
}

PLAIN static bool refuse(void)
{
	if (!must_refuse()) {
		return false;
	}
	errno = ENOMEM;
	return true;
}

PLAIN void *malloc(size_t size)
{
	return refuse() ? NULL : REAL(malloc)(size);
}

PLAIN void *calloc(size_t number, size_t size)
{
	return refuse() ? NULL : REAL(calloc)(number, size);
}

PLAIN void *realloc(void *old, size_t size)
{
	return size != 0 && refuse() ? NULL : REAL(realloc)(old, size);
}

void alloc_fail_arm(void)
{
	void *stack[1];

	backtrace(stack, 1); /* loads what it needs */
	pthread_mutex_lock(&lock);
	armed_by = pthread_self();
	armed_round = ++rounds;
	done = false;
	pthread_mutex_unlock(&lock);
}

bool alloc_fail_disarm(void)
{
	bool refused;

	pthread_mutex_lock(&lock);
	armed_round = 0;
	refused = done;
	done = false;
	pthread_mutex_unlock(&lock);
	return refused;
}

void alloc_fail_pause(bool paused)
{
	inside = paused;
}

size_t alloc_fail_count(void)
{
	return count;
}

void alloc_fail_print(void)
{
	backtrace_symbols_fd(last_stack, last_depth, STDERR_FILENO);
}
