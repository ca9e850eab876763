"""The words that mail programs put around quoted history, in many languages. Lower case, without marks of emphasis."""

# "… wrote:" — the verb of a line that introduces a quote.
WROTE = (
    "wrote", "writes", "said", "schrieb", "schrieben", "a écrit", "ecrit", "écrit", "escribió", "escribio", "escreveu",
    "ha scritto", "scrisse", "schreef", "heeft geschreven", "geschreven", "skrev", "skreiv", "kirjutas", "kirjutab",
    "kirjoitti", "napisał", "napisała", "napisał(a)", "napsal", "napsala", "napsal(a)", "napísal", "napísal(a)",
    "napísala", "ezt írta", "írta", "a scris", "написал", "написала", "написал(а)", "пишет", "писал", "писал(а)",
    "пише", "написав", "написала(в)", "написав(ла)", "написа", "έγραψε", "έγραψε/-αν", "yazdı", "şunu yazdı",
    "şunları yazdı", "viết", "đã viết", "写道", "寫道", "撰写", "書いた", "書きました", "のメール", "님이 작성", "작성",
    "menulis", "rakstīja", "parašė", "rašė", "je napisao", "je napisala", "je napisao/la", "napisao", "napisal",
    "je napisal", "je napisal(a)", "כתב", "כתבה", "כתב/ה", "‫כתב", "كتب", "كتبت", "เขียน", "เขียนว่า", "a scrìobh",
    "hefur skrifað", "skrifaði", "ha escrit", "va escriure", "idatzi du", "replied", "reply", "vastas", "svarte", "svarade",
)  # fmt: skip

# How such a line may begin when a name or an address does not.
INTRODUCTIONS = (
    "on ", "am ", "le ", "el ", "em ", "il ", "op ", "den ", "på ", "dne ", "dňa ", "dnia ", "w dniu ", "kuupäeval ",
    "kasutaja ", "vào ", "pada ", "na ", "la data ", "în ", "in data ", "il giorno ", "στις ", "on\u00a0", "at ", "from ",
    "pe ", "dana ", "в ", "вт, ", "a(z) ", "de ", "di, ", "vad ", "ons ", "le\u00a0", "quoting ", "zitat von ",
)  # fmt: skip

# Labels of the header block that Outlook and others put above the history.
SENDER_LABELS = (
    "from", "von", "de", "da", "van", "od", "fra", "från", "saatja", "kellelt", "kes", "lähettäjä", "от", "від", "отправитель",
    "od kogo", "feladó", "kimden", "gönderen", "από", "发件人", "寄件者", "差出人", "보낸 사람", "מאת", "من", "expéditeur",
    "remitente", "mittente", "afzender", "avsender", "avsändare", "afsender", "no", "nuo", "din", "expeditor", "odesílatel",
)  # fmt: skip
TIME_LABELS = (
    "sent", "date", "gesendet", "datum", "envoyé", "envoyé le", "date d'envoi", "enviado", "enviado el", "enviada em",
    "enviado em", "enviada", "fecha", "data", "inviato", "data invio", "verzonden", "wysłano", "wysłane", "data wysłania",
    "odesláno", "odoslané", "sendt", "dato", "skickat", "skickat den", "saadetud", "kuupäev", "saatmisaeg", "lähetetty",
    "päivämäärä", "päiväys", "отправлено", "дата", "надіслано", "elküldve", "dátum", "gönderildi", "gönderme tarihi",
    "tarih", "στάλθηκε", "ημερομηνία", "发送时间", "日期", "发送日期", "寄件日期", "送信日時", "日付", "보낸 날짜", "날짜",
    "נשלח", "תאריך", "تاريخ الإرسال", "التاريخ", "nosūtīts", "datums", "išsiųsta", "trimis", "poslano", "sent at",
)  # fmt: skip
OTHER_LABELS = (
    "to", "cc", "bcc", "subject", "reply-to", "importance", "priority", "attachments", "an", "betreff", "kopie", "wichtigkeit",
    "antwort an", "anlagen", "à", "a", "objet", "cci", "copie", "importance ", "para", "asunto", "assunto", "per", "oggetto",
    "aan", "onderwerp", "do", "dw", "temat", "udw", "komu", "kopie: ", "předmět", "predmet", "věc", "til", "kopi", "emne",
    "till", "kopia", "ämne", "kellele", "koopia", "teema", "pealkiri", "vastaanottaja", "kopio", "aihe", "кому", "копия",
    "копія", "тема", "címzett", "másolatot kap", "tárgy", "kime", "bilgi", "konu", "προς", "κοιν.", "θέμα", "收件人", "抄送",
    "主题", "收件者", "副本", "主旨", "宛先", "件名", "받는 사람", "참조", "제목", "אל", "עותק", "נושא", "إلى", "الموضوع", "kam",
    "tēma", "kam ", "tema", "către", "subiect", "zadeva", "za", "mottagare", "mottaker", "modtager", "adressaat", "saaja",
)  # fmt: skip

# Between lines of dashes. History follows the first kind; a forwarded mail is what the sender wants to show.
ORIGINAL = (
    "original message", "original appointment", "ursprüngliche nachricht", "originalnachricht", "original-nachricht",
    "urspr. nachricht", "ursprungliche nachricht", "message d'origine", "message original", "mensaje original",
    "mensagem original", "messaggio originale", "messaggio originario", "oorspronkelijk bericht", "oorspronkelijke bericht",
    "oprindelig meddelelse", "original meddelelse", "opprinnelig melding", "opprinneleg melding", "opprinnelig e-post",
    "ursprungligt meddelande", "originalmeddelande", "alkuperäinen viesti", "algne kiri", "algne sõnum", "esialgne kiri",
    "originaalkiri", "wiadomość oryginalna", "oryginalna wiadomość", "wiadomość pierwotna", "původní zpráva",
    "původní e-mail", "pôvodná správa", "eredeti üzenet", "исходное сообщение", "оригинальное сообщение",
    "первоначальное сообщение", "початкове повідомлення", "αρχικό μήνυμα", "orijinal mesaj", "orjinal mesaj",
    "原始邮件", "原始郵件", "元のメッセージ", "original mail", "원본 메시지", "הודעה מקורית", "originālais ziņojums",
    "pradinis laiškas", "mesajul original", "izvorna poruka", "izvirno sporočilo", "original e-mail", "reply message",
    "reply above this line", "antwort oberhalb", "please reply above this line", "please type your reply above this line",
    "please write your reply above this line", "svar over denne linjen", "vasta selle rea kohale",
    "type your reply above this line",
)  # fmt: skip
FORWARDED = (
    "forwarded message", "forwarded by", "begin forwarded message", "forwarded mail", "weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht", "message transféré", "message transmis", "début du message transféré",
    "début du message réexpédié", "mensaje reenviado", "inicio del mensaje reenviado", "mensagem encaminhada",
    "início da mensagem reencaminhada", "messaggio inoltrato", "inizio messaggio inoltrato", "doorgestuurd bericht",
    "begin doorgestuurd bericht", "videresendt melding", "videresendt besked", "videresendt meddelelse",
    "videresend melding", "start på videresendt e-mail", "videresendt e-post", "vidarebefordrat meddelande",
    "vidarebefordrat brev", "välitetty viesti", "edelleenlähetetty viesti", "edastatud kiri", "edasisaadetud kiri",
    "edastatud sõnum", "edasi saadetud kiri", "przekazana wiadomość", "wiadomość przekazana", "přeposlaná zpráva",
    "preposlaná správa", "továbbított üzenet", "továbbított levél", "пересылаемое сообщение", "пересланное сообщение",
    "переслане повідомлення", "προωθημένο μήνυμα", "iletilmiş mesaj", "yönlendirilen ileti", "转发的邮件", "轉寄郵件",
    "転送メッセージ", "전달된 메시지", "הודעה מועברת", "pārsūtīts ziņojums", "persiųstas laiškas", "mesaj redirecționat",
    "proslijeđena poruka", "posredovano sporočilo",
)  # fmt: skip
FORWARD_SUBJECTS = (
    "fwd:", "fw:", "wg:", "tr:", "rv:", "enc:", "i:", "doorst:", "vb:", "vl:", "edasi:", "edastus:", "pd:", "fs:",
    "továbbítás:", "ilt:", "προωθ:", "转发:", "轉寄:", "转发：", "רי:",
)  # fmt: skip

# What phones and programs add by themselves, "Sent from my iPhone": how it begins, and how it ends where the verb is last.
SENT_FROM = (
    "sent from my ", "sent from mail for ", "sent from outlook", "sent from yahoo", "sent from proton", "sent from samsung",
    "sent from gmail", "sent via ", "sent with ", "sent on the go", "sent using ", "sent by ", "get outlook for ", "sent from a ",
    "sent from the ", "sent from android", "sent from iphone", "sent from ipad", "sent from nokia", "sent from blue",
    "von meinem ", "von meiner ", "gesendet von ", "gesendet mit ", "gesendet aus ", "gesendet über ", 
    "diese nachricht wurde von meinem ",
    "outlook für ", "holen sie sich outlook", "envoyé de mon ", "envoyé depuis ", "envoyé de ", 
    "envoyé à partir de ", "envoyé avec ",
    "télécharger outlook pour", "obtenez outlook pour", "enviado desde ", "enviado con ", "enviado do meu ", "enviado do ",
    "enviado da ", "enviado de ", "enviado via ", "obtener outlook para", "obter o outlook para", "inviato da ", "inviato dal ",
    "ottieni outlook per", "scarica outlook per", "verzonden vanaf ", "verstuurd vanaf ", "verzonden met ", "verstuurd met ",
    "outlook downloaden voor", "outlook voor ", "skickat från ", "skickades från ", "hämta outlook för", "sendt fra ",
    "sendt frå ", "sendt med ", "få outlook for", "hent outlook", "skaff deg outlook", "last ned outlook", "lähetetty ",
    "hanki outlook", "saadetud minu ", "saadetud telefonist", "saadetud rakendusest", "saadetud seadmest", "saadetud iphone",
    "saadetud nutitelefonist", "hangi outlook", "wysłano z ", "wysłane z ", "pobierz aplikację outlook", "odesláno z ",
    "odoslané z ", "získat outlook", "отправлено с ", "отправлено из ", "отправлено от ", "надіслано з ", "küldve ",
    "iphone-omról küldve", "trimis de pe ", "στάλθηκε από ", "gönderildi ", "发自我的", "從我的", "发送自", "iphoneから送信",
    "ipadから送信", "나의 iphone에서", "נשלח מה", "أرسلت من", "nosūtīts no ", "išsiųsta iš ", "poslano s ", "poslano iz ",
)  # fmt: skip
SENT_FROM_ENDS = ("gesendet", "gönderildi", "から送信", "에서 보냄", "saadetud", "küldve", "送信")

# Footers of mailing lists stand below a rule and speak of the list.
LIST_FOOTER = (
    "mailing list",
    "listinfo",
    "unsubscribe",
    "list-manage",
    "meililist",
    "e-postliste",
    "mailingliste",
    "mailman",
)
