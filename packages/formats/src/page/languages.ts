/** Languages as PAGE XML names them (its published list, the common part), with their BCP 47 tags. */
const NAMES: Readonly<Record<string, string>> = {
  Afrikaans: "af",
  Albanian: "sq",
  Arabic: "ar",
  Armenian: "hy",
  Basque: "eu",
  Belarusian: "be",
  Bengali: "bn",
  Bulgarian: "bg",
  Catalan: "ca",
  Chinese: "zh",
  Croatian: "hr",
  Czech: "cs",
  Danish: "da",
  Dutch: "nl",
  English: "en",
  Esperanto: "eo",
  Estonian: "et",
  Finnish: "fi",
  French: "fr",
  Galician: "gl",
  Georgian: "ka",
  German: "de",
  Hebrew: "he",
  Hindi: "hi",
  Hungarian: "hu",
  Icelandic: "is",
  Indonesian: "id",
  Irish: "ga",
  Italian: "it",
  Japanese: "ja",
  Korean: "ko",
  Latin: "la",
  Latvian: "lv",
  Lithuanian: "lt",
  Macedonian: "mk",
  Norwegian: "no",
  Persian: "fa",
  Polish: "pl",
  Portuguese: "pt",
  Romanian: "ro",
  Russian: "ru",
  Serbian: "sr",
  Slovak: "sk",
  Slovenian: "sl",
  Spanish: "es",
  Swedish: "sv",
  Thai: "th",
  Turkish: "tr",
  Ukrainian: "uk",
  Urdu: "ur",
  Vietnamese: "vi",
  Welsh: "cy",
  Yiddish: "yi",
}

const BY_NAME = new Map(Object.entries(NAMES))
const BY_TAG = new Map(Object.entries(NAMES).map(([name, tag]) => [tag, name]))

/** The BCP 47 tag of a language that PAGE XML names; null for names outside the common part of its list. */
export function languageTag(name: string): string | null {
  return BY_NAME.get(name) ?? null
}

/** PAGE XML's name of a language; null for tags that it has no plain name for (regions and scripts among them). */
export function languageName(tag: string): string | null {
  return BY_TAG.get(tag) ?? null
}
