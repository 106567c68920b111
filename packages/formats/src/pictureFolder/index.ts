import type { Format, ReadEvent, Reader } from "../contract.ts"
import type { FileSet } from "../io/fileSet.ts"
import { PictureIndex } from "../io/pictures.ts"
import type { RecordEvent } from "../report/distinctNames.ts"

/** A folder with nothing but pictures: each a record that nothing is said about. Chosen only when no other format fits. */
export const picturesReader: Reader = {
  name: "pictures",
  async detect(files) {
    return (await PictureIndex.of(files)).names.length > 0 ? 0.1 : 0
  },
  async *read(files: FileSet): AsyncGenerator<ReadEvent> {
    yield { kind: "ontology", ontology: { labels: [] } }
    for (const name of (await PictureIndex.of(files)).names) yield toUnlabelled(name)
  },
}

/** Pictures without labels, read only. */
export const pictures: Format = { name: "pictures", reader: picturesReader, writer: null }

/** The record of a picture that no label file names. */
export function toUnlabelled(name: string): RecordEvent {
  return { kind: "record", record: { name, size: null, sha256: null, body: null }, picture: name }
}
