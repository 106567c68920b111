import { chooseLanguage } from "../i18n/index.ts"
import { useLanguage, useT } from "../i18n/useT.ts"
import { Seg } from "../ui/layout.tsx"

/** Changes the language of the page at once. */
export function LanguageSwitch() {
  const t = useT("common")
  const language = useLanguage()
  return (
    <Seg
      label={t("language")}
      value={language}
      options={[
        { value: "en", name: <span lang="en">English</span> },
        { value: "fr", name: <span lang="fr">Français</span> },
      ]}
      onChange={(next) => void chooseLanguage(next)}
    />
  )
}
