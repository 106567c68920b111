import { useT } from "../../../i18n/useT.ts"
import { FormPreview } from "../../labels/form/Preview.tsx"
import type { DrawnExample, KindInWizard } from "./contract.ts"
import { KeyCap, Small } from "./small.tsx"

/** Questions about a picture, which whoever makes the project writes. */
export const form: KindInWizard = {
  templates: {
    form: {
      labels: [],
      guideline: {
        en: "# How to answer\n\n## 1.1 What is seen\n\nAnswer for this picture alone, not for what you know of such things.\n\n## 1.2 Cannot tell\n\nWhere it is offered: only where the picture does not show it.\n\n## 1.3 Texts\n\nAs they are written, with their capitals and signs.\n",
        fr: "# Comment répondre\n\n## 1.1 Ce qui se voit\n\nRépondez pour cette image seule, pas d’après ce que vous savez de telles choses.\n\n## 1.2 Impossible à dire\n\nLà où c’est proposé\u202f: seulement quand l’image ne le montre pas.\n\n## 1.3 Textes\n\nComme ils sont écrits, avec leurs majuscules et leurs signes.\n",
      },
      answers: { of: "whole", several: true },
    },
  },
  tiles: [{ template: "form", Small: SmallForm, seconds: 40 }],
  Example: Asked,
  Preview: FormPreview,
}

function SmallForm() {
  const t = useT("wizard")
  return (
    <Small>
      <path fill="var(--panel)" d="M0 0h224v112H0z" />
      <g fontFamily="var(--font)" fontSize="12" fill="var(--text)">
        <text x="16" y="24" fontWeight="600">
          {t("small.isOpen")}
        </text>
        <g transform="translate(16 32)">
          <KeyCap name="1" isPressed />
        </g>
        <text x="42" y="46">
          {t("small.open")}
        </text>
        <g transform="translate(96 32)">
          <KeyCap name="2" isPressed={false} />
        </g>
        <text x="122" y="46">
          {t("small.closed")}
        </text>
        <text x="16" y="74" fontWeight="600">
          {t("small.name")}
        </text>
        <rect x="16" y="81" width="192" height="22" rx="5" fill="none" stroke="var(--control)" />
        <text x="24" y="96">
          PRIMEURS
        </text>
      </g>
    </Small>
  )
}

/** A shop front with its sign: what questions are asked about. */
function Asked({ name }: DrawnExample) {
  return (
    <svg className="pic" viewBox="0 0 320 160" role="img" aria-label={name}>
      <path fill="#b9d4e3" d="M0 0h320v160H0z" />
      <path fill="#d7a24f" d="M0 20h120v140H0z" />
      <path fill="#e9dfc9" d="M60 36h170v124H60z" />
      <path fill="#bb5f4d" d="M230 10h90v150h-90z" />
      <path fill="#2f6d62" d="M92 44h104v26H92z" />
      <path fill="#e9dfc9" d="M104 53h80v8h-80z" />
      <path fill="#bb4f3d" d="M52 78h26v28H52zM104 78h26v28h-26zM156 78h26v28h-26zM208 78h26v28h-26z" />
      <path fill="#f5efe2" d="M78 78h26v28H78zM130 78h26v28h-26zM182 78h26v28h-26z" />
      <path fill="#205a4c" d="M58 126h170v34H58z" />
      <circle cx="88" cy="120" r="9" fill="#e58a2f" />
      <circle cx="108" cy="120" r="9" fill="#e58a2f" />
      <circle cx="182" cy="120" r="9" fill="#c8403a" />
      <circle cx="200" cy="120" r="9" fill="#c8403a" />
    </svg>
  )
}
