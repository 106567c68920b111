/** A lease's seed in tests: 32 bits of its name and of a number, as a service derives them from its key. */
export function seedOf(publicId: string, key = 0): number {
  let hash = 0x811c9dc5 ^ key
  for (let at = 0; at < publicId.length; at++) hash = Math.imul(hash ^ publicId.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
