#!/usr/bin/env python3
"""Writes Tests/SemanticSearchTests/Golden/encoder.json: token ids and vectors of the reference implementation.

    pip install torch sentence-transformers
    python3 scripts/golden/encoder_golden.py [MODEL_FOLDER]

MODEL_FOLDER is Models/all-MiniLM-L6-v2 (scripts/fetch-model) unless given. Vectors are little-endian 32-bit floats in
base64. Written last with sentence-transformers 6.2.0, transformers 5.23.0 and torch 2.13.0 on a CPU.
"""

import base64
import hashlib
import json
import os
import random
import sys

import torch
from sentence_transformers import SentenceTransformer

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OUTPUT = os.path.join(ROOT, "Tests", "SemanticSearchTests", "Golden", "encoder.json")

seeded = random.Random(20)
words = "the order never arrived and my card was charged twice please help me today thank you".split()

TEXTS = {
    "empty": "",
    "one space": " ",
    "only white space": " \t\r\n\u00a0\u2003\u3000",
    "one letter": "a",
    "plain": "A man is eating food.",
    "plain similar": "A man is eating a piece of bread.",
    "question": "How do I locate my card?",
    "complaint": "I ordered two weeks ago and STILL haven't received anything!!! Unacceptable.",
    "capitals": "URGENT: PLEASE RESET MY PASSWORD",
    "contraction": "don't can't won't it's we're they'd",
    "punctuation": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    "numbers": "3.14159 1,000,000 15.6\" 50% $9.99 £20 €5 ¥100 1/2 +49-30-123456 10:45",
    "address": "mail someone@example.com or see https://example.com/a/b?c=d&e=f#g",
    "code": "let x = [1, 2, 3].map { $0 * 2 } // ok\nif (a != b) { return; }",
    "rare words": "antidisestablishmentarianism floccinaucinihilipilification pneumonoultramicroscopic",
    "nonsense": "xqzzkjv qwrtpsdf zzzzzzzz blrghhh",
    "accents": "Café déjà vu, naïve façade, Ångström, señor, Zürich, Žižek",
    "accents decomposed": "Cafe\u0301 de\u0301ja\u0300 vu, A\u030angstro\u0308m",
    "stacked marks": "Z\u0351\u036b\u0343\u036a\u0302a\u0324\u0348\u0308l\u0349\u0347g\u0321\u0316o\u0330\u032a",
    "marks alone": "\u0301\u0308\u0327 \u20dd",
    "marks out of order": "a\u0315\u0300\u05ae\u0062 1\u302e\u302f a\u1baa\u08d4",
    "german": "Die Straße ist groß, Größe und Maß: ẞ",
    "turkish": "İstanbul'da ışık ILIK ılık İİİ",
    "french": "L'élève où l'œuvre s'achève à Noël",
    "spanish": "¿Dónde está mi pedido? ¡Ayuda, por favor!",
    "vietnamese": "Tôi không thể đăng nhập vào tài khoản của mình",
    "polish": "Zażółć gęślą jaźń",
    "greek": "Πού είναι η παραγγελία μου; ΟΔΥΣΣΕΥΣ ΟΔΟΣ",
    "russian": "Где мой заказ? Ёлка и йод",
    "georgian": "სად არის ჩემი შეკვეთა ᲐᲑᲒ",
    "armenian": "Որտե՞ղ է իմ պատվերը և",
    "arabic": "أين طلبي؟ السَّلَامُ عَلَيْكُمْ",
    "hebrew": "שָׁלוֹם, איפה ההזמנה שלי?",
    "right to left mixed": "order \u202eהזמנה\u202c number 123 \u200fأ\u200e end",
    "hindi": "मेरा ऑर्डर कहाँ है? क़ख़ग़",
    "bengali": "আমার অর্ডার কোথায়",
    "tamil": "என் ஆர்டர் எங்கே",
    "thai": "คำสั่งซื้อของฉันอยู่ที่ไหน",
    "tibetan": "ང་ཡི་མངགས་ཉོ་ག་པར་ཡོད",
    "chinese": "我的订单在哪里？請幫我查詢，謝謝。",
    "chinese mixed": "iPhone手机case壳,2个",
    "japanese": "私の注文はどこですか？カタカナ ｶﾀｶﾅ がぎぐ パピプ",
    "korean": "내 주문은 어디에 있나요? 값 뷁",
    "compatibility ideographs": "豈更車賈滑 \U0002f800\U0002f801",
    "rare ideographs": "𠀀𠀁 𪜀 𫝀 〇 々 〆",
    "emoji": "I love it 😀😂❤️👍🏽 👨‍👩‍👧‍👦 🇩🇪",
    "emoji in words": "so🔥hot ok✅done",
    "ligatures": "ﬁnd the oﬃce ﬂoor, ĳsland, ǆ Ǆ ŉ",
    "wide and styled": "Ｈｅｌｌｏ ① ② ℌ𝔢𝔩𝔩𝔬 𝓌𝑜𝓇𝓁𝒹 ² ½ ™ Å K Ω",
    "deseret and osage": "𐐀𐐁𐐨 𐒰𐓘 𞤀𞤢",
    "unknown scripts": "ꦲꦏ꧀ꦱꦫ ᏣᎳᎩ ᜊᜌ᜔ᜊᜌᜒᜈ᜔ 𒀀𒁀 𓀀𓁐 ⵜⵉⴼ",
    "control characters": "a\u0000b\u0001c\u0007d\u0008e\u000bf\u000cg\u001bh\u007fi\u0085j",
    "format characters": "so\u00adft zero\u200bwidth\u200cjoin\u200der \u2060word\ufeff \ufffdx",
    "private and unassigned": "a\ue000b c\u0378d e\uffffg h\U000e0001i j\U0010ffffk",
    "white space kinds": "a\u00a0b\u1680c\u2000d\u2028e\u2029f\u202fg\u205fh\u3000i\tj\nk\rl",
    "special tokens": "[CLS] hello [SEP] world [MASK] [UNK] [PAD] [cls] [[SEP]]",
    "hashes": "## ##ing #tag C# F## a##b",
    "word of 100": "a" * 100,
    "word of 101": "a" * 101,
    "word of 100 marks": "e\u0301" * 100,
    "long word then text": "z" * 5000 + " where is my parcel",
    "ten thousand letters": "".join(seeded.choice("abcdefghijklmnopqrstuvwxyz     .,!?") for _ in range(10_000)),
    "exactly the limit": " ".join(["order"] * 254),
    "one over the limit": " ".join(["order"] * 255),
    "cut inside a word": " ".join(["order"] * 253) + " antidisestablishmentarianism",
    "two hundred words": " ".join(seeded.choice(words) for _ in range(200)),
}


def main(folder):
    torch.set_num_threads(1)
    model = SentenceTransformer(folder, device="cpu")
    cases = []
    for name, text in TEXTS.items():
        ids = model.tokenizer(text.strip(), truncation=True, max_length=model.max_seq_length, padding=False)["input_ids"]
        vector = model.encode([text], batch_size=1, normalize_embeddings=True)[0].astype("<f4")
        cases.append({
            "name": name, "text": text, "tokens": list(ids), "vector": base64.b64encode(vector.tobytes()).decode()})
    with open(os.path.join(folder, "model.safetensors"), "rb") as file:
        weights = hashlib.sha256(file.read()).hexdigest()
    with open(OUTPUT, "w", encoding="ascii") as out:
        out.write('{"weights_sha256": "%s", "dimension": %d, "cases": [\n' % (weights, vector.size))
        out.write(",\n".join(json.dumps(case, separators=(",", ":")) for case in cases))
        out.write("\n]}\n")
    print(f"{OUTPUT}: {len(cases)} texts, {os.path.getsize(OUTPUT)} bytes")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "Models", "all-MiniLM-L6-v2"))
