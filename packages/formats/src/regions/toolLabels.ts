import { type AttributeValue, type Label, type Transcript, Transcript as TranscriptSchema } from "@justesse/types"
import type { JsonValue } from "../io/jsonParse.ts"
import type { LabelList } from "./labels.ts"
import { isTranscript } from "./parts.ts"
import { markWords, readMarkWords } from "./textMarks.ts"

/** What a region is called whose file gave it no label: every region has one. */
export const NO_LABEL = "unlabelled"

/** The label called `name`, or {@link NO_LABEL} for an empty one. Null where it cannot be a label. */
export function labelOrNone(labels: LabelList, name: string): Label | null {
  return labels.add(name === "" ? NO_LABEL : name)
}

/** The attribute under which our exports keep a region's text, and the names that others give it, the likeliest first. */
export const TEXT_KEY = "transcription"
const TEXT_KEYS = [TEXT_KEY, "transcript", "text", "ocr", "ocr_text"]
const LANGUAGE_KEY = "transcription_language"
const DIRECTION_KEY = "transcription_direction"
const MARKS_KEY = "transcription_marks"

/** The attribute among `keys` that holds a region's text: the likeliest of the usual names, in any case; null when none. */
export function textKeyAmong(keys: Iterable<string>): string | null {
  const all = [...keys]
  for (const wanted of TEXT_KEYS) {
    const found = all.find((key) => key.toLowerCase() === wanted)
    if (found !== undefined) return found
  }
  return null
}

/** A region's text taken out of its attributes. */
interface TextAndRest {
  readonly transcript: Transcript | undefined
  /** The attribute it was in; undefined where there was none or it is {@link TEXT_KEY}. */
  readonly textKey: string | undefined
  /** The attribute whose text cannot be stored. */
  readonly refused: string | undefined
  readonly rest: readonly (readonly [string, JsonValue])[]
}

/** Takes the text out of a region's attributes, with the language and marks that our own exports put beside it. */
export function takeText(entries: readonly (readonly [string, JsonValue])[]): TextAndRest {
  const texts = entries.filter(([, value]) => typeof value === "string").map(([key]) => key)
  const key = textKeyAmong(texts)
  const value = key === null ? undefined : entries.find(([own]) => own === key)?.[1]
  if (key === null || typeof value !== "string")
    return { transcript: undefined, textKey: undefined, refused: undefined, rest: entries }
  const ours = key === TEXT_KEY ? new Map(entries) : new Map<string, JsonValue>()
  const marks = ours.get(MARKS_KEY)
  const words = typeof marks === "string" ? marks.split(" ").filter((mark) => mark !== "") : []
  const whole = TranscriptSchema.safeParse({
    ...{ value, language: ours.get(LANGUAGE_KEY), direction: ours.get(DIRECTION_KEY) },
    // No mark at all was a list once; what is no mark is told by what reads it.
    ...(marks === undefined
      ? {}
      : words.length > 0
        ? (readMarkWords(words, value.length) ?? { marks: [""] })
        : { marks: [] }),
  })
  const own = [key, LANGUAGE_KEY, DIRECTION_KEY, MARKS_KEY]
  const taken = new Set(whole.success && ours.size > 0 ? own : [key])
  const readable = isTranscript(value)
  return {
    transcript: whole.success ? whole.data : readable ? { value } : undefined,
    textKey: key === TEXT_KEY ? undefined : key,
    refused: readable ? undefined : key,
    rest: entries.filter(([own]) => !taken.has(own)),
  }
}

/** A text with its language and marks as attributes that {@link takeText} takes back. */
export function textAttributes(transcript: Transcript | undefined, textKey = TEXT_KEY): [string, string][] {
  if (!transcript) return []
  // What is said of it goes by names of ours, which only a reader that finds our name for the text looks for.
  const { language, direction, marks, parts } = transcript
  const said: [string, string | undefined][] = [
    [LANGUAGE_KEY, language],
    [DIRECTION_KEY, direction],
    [MARKS_KEY, marks || parts ? markWords(transcript).join(" ") : undefined],
  ]
  const stated = said.flatMap(([key, value]): [string, string][] => (value === undefined ? [] : [[key, value]]))
  return [[stated.length > 0 ? TEXT_KEY : textKey, transcript.value], ...stated]
}

/** A value as text, for formats whose attributes are texts. */
export function attributeText(value: AttributeValue): string {
  return typeof value === "string" ? value : String(value)
}
