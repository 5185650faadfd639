// The three names of ankerl::unordered_dense that mediasoup's worker uses, as the standard library's
// unordered containers. Those promise more than the originals (references stay valid, erasing
// invalidates one iterator), so code written for the originals is safe with them.
#ifndef INVIGIL_UNORDERED_DENSE_H
#define INVIGIL_UNORDERED_DENSE_H

#include <cstddef>
#include <cstdint>
#include <functional>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace ankerl
{
	namespace unordered_dense
	{
		namespace detail
		{
			// The last step of splitmix64. libstdc++ hashes a number to itself; this spreads it.
			inline uint64_t Mix(uint64_t x) noexcept
			{
				x ^= x >> 30;
				x *= 0xbf58476d1ce4e5b9ULL;
				x ^= x >> 27;
				x *= 0x94d049bb133111ebULL;
				x ^= x >> 31;

				return x;
			}
		} // namespace detail

		template<typename T, typename Enable = void>
		struct hash
		{
			auto operator()(const T& value) const
			  noexcept(noexcept(std::hash<T>{}(std::declval<const T&>()))) -> uint64_t
			{
				if constexpr (std::is_integral_v<T> || std::is_enum_v<T> || std::is_pointer_v<T>)
				{
					return detail::Mix(static_cast<uint64_t>(std::hash<T>{}(value)));
				}
				else
				{
					return std::hash<T>{}(value);
				}
			}
		};

		template<typename Key, typename T, typename Hash = hash<Key>, typename KeyEqual = std::equal_to<Key>>
		class map : public std::unordered_map<Key, T, Hash, KeyEqual>
		{
		public:
			using std::unordered_map<Key, T, Hash, KeyEqual>::unordered_map;
		};

		template<typename Key, typename Hash = hash<Key>, typename KeyEqual = std::equal_to<Key>>
		class set : public std::unordered_set<Key, Hash, KeyEqual>
		{
		public:
			using std::unordered_set<Key, Hash, KeyEqual>::unordered_set;
		};
	} // namespace unordered_dense
} // namespace ankerl

#endif
