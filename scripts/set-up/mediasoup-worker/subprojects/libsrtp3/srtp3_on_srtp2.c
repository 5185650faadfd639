/*
 * What libsrtp 3 does differently, as far as mediasoup's worker uses it, done with libsrtp 2:
 * a policy is opaque and has setters, and protecting and unprotecting read one buffer and write
 * another, whose room is given.
 */
#define SRTP3_ON_SRTP2_IMPLEMENTATION 1
#include "include/srtp.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct srtp3on2_policy {
    srtp_policy_t v2;
    srtp_profile_t profile;
    bool has_profile;
    bool has_key;
    uint8_t key[SRTP_MAX_KEY_LEN];
};

static void wipe(void *p, size_t len)
{
    volatile uint8_t *b = (volatile uint8_t *)p;
    while (len--)
        *b++ = 0;
}

srtp_err_status_t srtp3on2_policy_create(srtp3on2_policy_t *policy)
{
    if (!policy)
        return srtp_err_status_bad_param;
    *policy = (srtp3on2_policy_t)calloc(1, sizeof(**policy));
    return *policy ? srtp_err_status_ok : srtp_err_status_alloc_fail;
}

void srtp3on2_policy_destroy(srtp3on2_policy_t policy)
{
    if (policy) {
        wipe(policy, sizeof(*policy));
        free(policy);
    }
}

srtp_err_status_t srtp3on2_policy_set_ssrc(srtp3on2_policy_t policy, srtp_ssrc_t ssrc)
{
    if (!policy)
        return srtp_err_status_bad_param;
    policy->v2.ssrc = ssrc;
    return srtp_err_status_ok;
}

srtp_err_status_t srtp3on2_policy_set_profile(srtp3on2_policy_t policy, srtp_profile_t profile)
{
    srtp_err_status_t err;

    if (!policy)
        return srtp_err_status_bad_param;

    switch (profile) {
    case srtp_profile_aead_aes_256_gcm:
        srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy->v2.rtp);
        srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy->v2.rtcp);
        break;
    case srtp_profile_aead_aes_128_gcm:
        srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy->v2.rtp);
        srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy->v2.rtcp);
        break;
    default:
        err = srtp_crypto_policy_set_from_profile_for_rtp(&policy->v2.rtp, profile);
        if (err)
            return err;
        /* RFC 5764: SRTCP always has the 80 bit tag, also for ..._SHA1_32. */
        err = srtp_crypto_policy_set_from_profile_for_rtcp(&policy->v2.rtcp, profile);
        if (err)
            return err;
        break;
    }

    policy->profile = profile;
    policy->has_profile = true;
    return srtp_err_status_ok;
}

srtp_err_status_t srtp3on2_policy_add_key(srtp3on2_policy_t policy,
                                          const uint8_t *key, size_t key_len,
                                          const uint8_t *salt, size_t salt_len,
                                          const uint8_t *mki, size_t mki_len)
{
    /* The worker sets one key and uses no MKI. */
    if (!policy || !key || !salt || mki || mki_len || policy->has_key || !policy->has_profile)
        return srtp_err_status_bad_param;
    if (key_len != srtp_profile_get_master_key_length(policy->profile) ||
        salt_len != srtp_profile_get_master_salt_length(policy->profile) ||
        key_len + salt_len > sizeof(policy->key))
        return srtp_err_status_bad_param;

    memcpy(policy->key, key, key_len);
    memcpy(policy->key + key_len, salt, salt_len);
    policy->has_key = true;
    return srtp_err_status_ok;
}

srtp_err_status_t srtp3on2_policy_set_allow_repeat_tx(srtp3on2_policy_t policy, bool allow)
{
    if (!policy)
        return srtp_err_status_bad_param;
    policy->v2.allow_repeat_tx = allow ? 1 : 0;
    return srtp_err_status_ok;
}

srtp_err_status_t srtp3on2_policy_set_window_size(srtp3on2_policy_t policy, size_t window_size)
{
    if (!policy)
        return srtp_err_status_bad_param;
    policy->v2.window_size = (unsigned long)window_size;
    return srtp_err_status_ok;
}

srtp_err_status_t srtp3on2_create(srtp_t *session, srtp3on2_policy_t policy)
{
    if (!session || !policy || !policy->has_profile || !policy->has_key)
        return srtp_err_status_bad_param;
    policy->v2.key = policy->key;
    policy->v2.next = NULL;
    return srtp_create(session, &policy->v2);
}

srtp_err_status_t srtp3on2_stream_remove(srtp_t session, uint32_t ssrc)
{
    return srtp_remove_stream(session, ssrc);
}

/*
 * The body of the four calls below. libsrtp 2 works in place, so the input is copied first. `growth`
 * is what the call may add behind the packet.
 */
#define CRYPT_INTO(fn, in, in_len, out, out_len, growth)                        \
    do {                                                                        \
        srtp_err_status_t err_;                                                 \
        int len_;                                                               \
        if (!(in) || !(out) || !(out_len) || (in_len) > INT_MAX / 2)            \
            return srtp_err_status_bad_param;                                   \
        if (*(out_len) < (in_len) + (growth))                                   \
            return srtp_err_status_buffer_small;                                \
        if ((out) != (in))                                                      \
            memcpy((out), (in), (in_len));                                      \
        len_ = (int)(in_len);                                                   \
        err_ = fn(ctx, (out), &len_);                                           \
        if (!err_)                                                              \
            *(out_len) = (size_t)len_;                                          \
        return err_;                                                            \
    } while (0)

srtp_err_status_t srtp3on2_protect(srtp_t ctx, const uint8_t *rtp, size_t rtp_len,
                                   uint8_t *srtp, size_t *srtp_len, size_t mki_index)
{
    (void)mki_index;
    CRYPT_INTO(srtp_protect, rtp, rtp_len, srtp, srtp_len, SRTP_MAX_TRAILER_LEN);
}

srtp_err_status_t srtp3on2_unprotect(srtp_t ctx, const uint8_t *srtp, size_t srtp_len,
                                     uint8_t *rtp, size_t *rtp_len)
{
    CRYPT_INTO(srtp_unprotect, srtp, srtp_len, rtp, rtp_len, 0);
}

srtp_err_status_t srtp3on2_protect_rtcp(srtp_t ctx, const uint8_t *rtcp, size_t rtcp_len,
                                        uint8_t *srtcp, size_t *srtcp_len, size_t mki_index)
{
    (void)mki_index;
    CRYPT_INTO(srtp_protect_rtcp, rtcp, rtcp_len, srtcp, srtcp_len, SRTP_MAX_TRAILER_LEN + 4);
}

srtp_err_status_t srtp3on2_unprotect_rtcp(srtp_t ctx, const uint8_t *srtcp, size_t srtcp_len,
                                          uint8_t *rtcp, size_t *rtcp_len)
{
    CRYPT_INTO(srtp_unprotect_rtcp, srtcp, srtcp_len, rtcp, rtcp_len, 0);
}
