// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <exiv2/exiv2.hpp>
#include <mutex>
#include <string>
#include <string_view>

#include "tessera/host/io/metadata_edit.hpp"

namespace tessera::inline v0::io {

namespace {

/// The XMP toolkit inside exiv2 keeps its state per process and is not safe from several threads.
std::mutex& toolkit_lock() {
  static std::mutex lock;
  return lock;
}

void lock_toolkit(void* data, bool lock) {
  auto& mutex = *static_cast<std::mutex*>(data);
  lock ? mutex.lock() : mutex.unlock();
}

std::mutex& internal_lock() {
  static std::mutex lock;
  return lock;
}

/// What names a person, a place or a device, by the parts of exiv2's key "Xmp.prefix.Property".
bool is_private(const std::string& key) {
  constexpr std::array<std::string_view, 20> starts{"Xmp.exif.GPS",
                                                    "Xmp.aux.SerialNumber",
                                                    "Xmp.aux.LensSerialNumber",
                                                    "Xmp.aux.OwnerName",
                                                    "Xmp.exifEX.Body",
                                                    "Xmp.exifEX.LensSerial",
                                                    "Xmp.exifEX.CameraOwner",
                                                    "Xmp.dc.creator",
                                                    "Xmp.tiff.Artist",
                                                    "Xmp.Iptc4xmpCore.Location",
                                                    "Xmp.iptc.",
                                                    "Xmp.iptcExt.",
                                                    "Xmp.photoshop.City",
                                                    "Xmp.photoshop.State",
                                                    "Xmp.photoshop.Country",
                                                    "Xmp.photoshop.AuthorsPosition",
                                                    "Xmp.photoshop.CaptionWriter",
                                                    "Xmp.mwg-rs.",
                                                    "Xmp.MP.",
                                                    "Xmp.xmpMM."};
  for (const std::string_view start : starts) {
    if (key.compare(0, start.size(), start) == 0) return true;
  }
  return false;
}

}  // namespace

bytes xmp_without_private(const bytes& packet) {
  const std::lock_guard hold(toolkit_lock());
  Exiv2::LogMsg::setLevel(Exiv2::LogMsg::mute);
  if (!Exiv2::XmpParser::initialize(lock_toolkit, &internal_lock())) return {};
  Exiv2::XmpData properties;
  const std::string text(reinterpret_cast<const char*>(packet.data()), packet.size());
  try {
    if (Exiv2::XmpParser::decode(properties, text) != 0) return {};
    for (auto it = properties.begin(); it != properties.end();)
      it = is_private(it->key()) ? properties.erase(it) : it + 1;
    if (properties.empty()) return {};
    std::string out;
    if (Exiv2::XmpParser::encode(out, properties, Exiv2::XmpParser::useCompactFormat) != 0) return {};
    const auto* data = reinterpret_cast<const std::byte*>(out.data());
    return {data, data + out.size()};
  } catch (const Exiv2::Error&) {
    return {};  // a packet that cannot be read cannot be shown to be free of private data
  }
}

}  // namespace tessera::inline v0::io
