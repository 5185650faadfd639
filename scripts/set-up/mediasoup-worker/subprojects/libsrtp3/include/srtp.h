/*
 * The calls of libsrtp 3 that mediasoup's worker makes, on top of libsrtp 2; see srtp3_on_srtp2.c.
 *
 * Both versions use some of the same names for different things (srtp_policy_t, srtp_create ...), so
 * the functions are defined under names of their own, and the macros at the end give them to the
 * worker under libsrtp 3's.
 */
#ifndef SRTP3_ON_SRTP2_H
#define SRTP3_ON_SRTP2_H

#include <srtp2/srtp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Two results that libsrtp 2 does not know and never returns; the worker has words for them. */
#if !defined(srtp_err_status_buffer_small)
#define srtp_err_status_buffer_small ((srtp_err_status_t)28)
#define srtp_err_status_cryptex_err ((srtp_err_status_t)29)
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct srtp3on2_policy *srtp3on2_policy_t;

srtp_err_status_t srtp3on2_policy_create(srtp3on2_policy_t *policy);
void srtp3on2_policy_destroy(srtp3on2_policy_t policy);
srtp_err_status_t srtp3on2_policy_set_ssrc(srtp3on2_policy_t policy, srtp_ssrc_t ssrc);
srtp_err_status_t srtp3on2_policy_set_profile(srtp3on2_policy_t policy, srtp_profile_t profile);
srtp_err_status_t srtp3on2_policy_add_key(srtp3on2_policy_t policy,
                                          const uint8_t *key, size_t key_len,
                                          const uint8_t *salt, size_t salt_len,
                                          const uint8_t *mki, size_t mki_len);
srtp_err_status_t srtp3on2_policy_set_allow_repeat_tx(srtp3on2_policy_t policy, bool allow);
srtp_err_status_t srtp3on2_policy_set_window_size(srtp3on2_policy_t policy, size_t window_size);
srtp_err_status_t srtp3on2_create(srtp_t *session, srtp3on2_policy_t policy);
/* As in both versions of libsrtp, the SSRC is in network byte order. */
srtp_err_status_t srtp3on2_stream_remove(srtp_t session, uint32_t ssrc);
srtp_err_status_t srtp3on2_protect(srtp_t ctx, const uint8_t *rtp, size_t rtp_len,
                                   uint8_t *srtp, size_t *srtp_len, size_t mki_index);
srtp_err_status_t srtp3on2_unprotect(srtp_t ctx, const uint8_t *srtp, size_t srtp_len,
                                     uint8_t *rtp, size_t *rtp_len);
srtp_err_status_t srtp3on2_protect_rtcp(srtp_t ctx, const uint8_t *rtcp, size_t rtcp_len,
                                        uint8_t *srtcp, size_t *srtcp_len, size_t mki_index);
srtp_err_status_t srtp3on2_unprotect_rtcp(srtp_t ctx, const uint8_t *srtcp, size_t srtcp_len,
                                          uint8_t *rtcp, size_t *rtcp_len);

#ifdef __cplusplus
}
#endif

#ifndef SRTP3_ON_SRTP2_IMPLEMENTATION
#define srtp_policy_t srtp3on2_policy_t
#define srtp_policy_create srtp3on2_policy_create
#define srtp_policy_destroy srtp3on2_policy_destroy
#define srtp_policy_set_ssrc srtp3on2_policy_set_ssrc
#define srtp_policy_set_profile srtp3on2_policy_set_profile
#define srtp_policy_add_key srtp3on2_policy_add_key
#define srtp_policy_set_allow_repeat_tx srtp3on2_policy_set_allow_repeat_tx
#define srtp_policy_set_window_size srtp3on2_policy_set_window_size
#define srtp_create srtp3on2_create
#define srtp_stream_remove srtp3on2_stream_remove
#define srtp_protect srtp3on2_protect
#define srtp_unprotect srtp3on2_unprotect
#define srtp_protect_rtcp srtp3on2_protect_rtcp
#define srtp_unprotect_rtcp srtp3on2_unprotect_rtcp
#endif

#endif
