/** Sentences of the studio in English, by key; the bundler finds them in its sources. */
declare module "@justesse/studio/i18n/en/*.json" {
  const sentences: Readonly<Record<string, string>>
  export default sentences
}
