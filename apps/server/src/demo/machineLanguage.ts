import type { Language } from "@justesse/types"

/**
 * The language that a machine is set to, as POSIX says it (`LC_ALL` before `LC_MESSAGES` before `LANG`); English where that is
 * none of ours. The sample, which is made before anybody has chosen a language, speaks so.
 */
export function machineLanguage(env: NodeJS.ProcessEnv): Language {
  const locale = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || ""
  return /^fr(?![a-z])/i.test(locale) ? "fr" : "en"
}
