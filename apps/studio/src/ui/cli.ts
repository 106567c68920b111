import { useMe } from "../shell/useMe.ts"

/** How the command line is called from a checkout, which is the one way that needs no installation. */
const CLI = "npm run -s justesse --"

/** A path as one argument of a shell: of POSIX, or of Windows where it is a path of Windows. */
export function quoteForShell(path: string): string {
  if (/^(?:[A-Za-z]:)?[\w./@%+,-]+$/.test(path)) return path
  return /^[A-Za-z]:[\\/]|^\\\\/.test(path) ? `"${path}"` : `'${path.replaceAll("'", "'\\''")}'`
}

/** A command of the command line with all that it needs: `words` and this studio's data folder, where one may know it. */
export function commandText(words: string, dataDir: string | null): string {
  return `${CLI} ${words}${dataDir === null ? "" : ` --data ${quoteForShell(dataDir)}`}`
}

/** {@link commandText} for this studio. Its folder is shown to operators alone: for others the command finds the studio itself. */
export function useCommand(): (words: string) => string {
  const dataDir = useDataDir()
  return (words) => commandText(words, dataDir)
}

/** The folder of this studio's data; null for whoever does not operate it. */
export function useDataDir(): string | null {
  return useMe()?.dataDir ?? null
}
