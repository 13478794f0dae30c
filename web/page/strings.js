// The page's own words. What is missing in a language is taken from English.

const english = {
  skip: "Skip to the form",
  tagline: "Translates what is said in a recording: as text, subtitles and speech.",
  pageLanguage: "Page in",
  recording: "Recording",
  dropHere: "Drop an audio or video file here, or",
  chooseFile: "Choose a file",
  record: "Record",
  stopRecording: "Stop recording",
  recorded: "A recording of {seconds} s",
  orUrl: "or its link",
  from: "Spoken language",
  to: "Translate into",
  detect: "find out",
  speak: "Speak the translation",
  voice: "Voice",
  more: "Terms and key",
  terms: "Terms, one a line: what is said = how it is translated",
  key: "API key, where the server asks for one",
  rememberKey: "Keep the key in this browser",
  translate: "Translate",
  cancel: "Cancel",
  translation: "Translation",
  sending: "Sending …",
  listening: "Listening …",
  done: "Done.",
  cancelled: "Cancelled. What came stays below.",
  nothingSaid: "Nobody speaks in this recording.",
  mute: "Mute",
  heard: "{seconds} s of speech",
  showSource: "Show what was said",
  download: "Save {format}",
  history: "Earlier translations",
  historyHint: "Kept in this browser only: texts, no recordings.",
  forget: "Forget all",
  open: "Open",
  measured: "Measured: {figure}",
  notMeasured: "The quality of this direction was not measured.",
  chooseFirst: "Choose a file, record something, or give a link.",
  noServer: "The server does not answer. Is it running?",
  loading: "The server is loading its models …",
  noMicrophone: "The microphone cannot be used: {reason}",
  brokenOff: "The connection broke off. What came stays below.",
  tooLarge: "This file is too large to be sent in one piece: the server takes {limit} MB so.",
  languageGoes: "Translated by: {route}",
};

const german = {
  skip: "Zum Formular",
  tagline: "Übersetzt, was in einer Aufnahme gesagt wird: als Text, Untertitel und Sprache.",
  pageLanguage: "Seite auf",
  recording: "Aufnahme",
  dropHere: "Ton- oder Videodatei hierher ziehen, oder",
  chooseFile: "Datei wählen",
  record: "Aufnehmen",
  stopRecording: "Aufnahme beenden",
  recorded: "Eine Aufnahme von {seconds} s",
  orUrl: "oder ihr Link",
  from: "Gesprochene Sprache",
  to: "Übersetzen in",
  detect: "erkennen",
  speak: "Übersetzung vorlesen",
  voice: "Stimme",
  more: "Begriffe und Schlüssel",
  terms: "Begriffe, einer je Zeile: gesagt = übersetzt",
  key: "API-Schlüssel, falls der Server einen verlangt",
  rememberKey: "Schlüssel in diesem Browser behalten",
  translate: "Übersetzen",
  cancel: "Abbrechen",
  translation: "Übersetzung",
  sending: "Wird gesendet …",
  listening: "Hört zu …",
  done: "Fertig.",
  cancelled: "Abgebrochen. Was kam, bleibt unten stehen.",
  nothingSaid: "In dieser Aufnahme spricht niemand.",
  mute: "Stumm",
  heard: "{seconds} s Sprache",
  showSource: "Zeigen, was gesagt wurde",
  download: "{format} speichern",
  history: "Frühere Übersetzungen",
  historyHint: "Nur in diesem Browser: Texte, keine Aufnahmen.",
  forget: "Alle vergessen",
  open: "Öffnen",
  measured: "Gemessen: {figure}",
  notMeasured: "Die Güte dieser Richtung wurde nicht gemessen.",
  chooseFirst: "Bitte eine Datei wählen, etwas aufnehmen oder einen Link angeben.",
  noServer: "Der Server antwortet nicht. Läuft er?",
  loading: "Der Server lädt seine Modelle …",
  noMicrophone: "Das Mikrofon ist nicht verfügbar: {reason}",
  brokenOff: "Die Verbindung ist abgebrochen. Was kam, bleibt unten stehen.",
  tooLarge: "Die Datei ist zu groß, um in einem Stück gesendet zu werden: der Server nimmt {limit} MB.",
  languageGoes: "Übersetzt durch: {route}",
};

const spanish = {
  skip: "Ir al formulario",
  tagline: "Traduce lo que se dice en una grabación: como texto, subtítulos y voz.",
  pageLanguage: "Página en",
  recording: "Grabación",
  dropHere: "Suelte aquí un archivo de audio o vídeo, o",
  chooseFile: "Elegir archivo",
  record: "Grabar",
  stopRecording: "Terminar la grabación",
  recorded: "Una grabación de {seconds} s",
  orUrl: "o su enlace",
  from: "Idioma hablado",
  to: "Traducir al",
  detect: "detectar",
  speak: "Leer la traducción en voz alta",
  voice: "Voz",
  more: "Términos y clave",
  terms: "Términos, uno por línea: lo dicho = su traducción",
  key: "Clave de API, si el servidor la pide",
  rememberKey: "Guardar la clave en este navegador",
  translate: "Traducir",
  cancel: "Cancelar",
  translation: "Traducción",
  sending: "Enviando …",
  listening: "Escuchando …",
  done: "Listo.",
  cancelled: "Cancelado. Lo recibido queda abajo.",
  nothingSaid: "Nadie habla en esta grabación.",
  mute: "Silenciar",
  heard: "{seconds} s de voz",
  showSource: "Mostrar lo que se dijo",
  download: "Guardar {format}",
  history: "Traducciones anteriores",
  historyHint: "Solo en este navegador: textos, no grabaciones.",
  forget: "Olvidar todo",
  open: "Abrir",
  measured: "Medido: {figure}",
  notMeasured: "La calidad de esta dirección no se ha medido.",
  chooseFirst: "Elija un archivo, grabe algo o dé un enlace.",
  noServer: "El servidor no responde. ¿Está en marcha?",
  loading: "El servidor está cargando sus modelos …",
  noMicrophone: "No se puede usar el micrófono: {reason}",
  brokenOff: "La conexión se interrumpió. Lo recibido queda abajo.",
  tooLarge: "El archivo es demasiado grande para enviarlo de una vez: el servidor admite {limit} MB.",
  languageGoes: "Traducido por: {route}",
};

const portuguese = {
  skip: "Ir para o formulário",
  tagline: "Traduz o que se diz numa gravação: em texto, legendas e voz.",
  pageLanguage: "Página em",
  recording: "Gravação",
  dropHere: "Largue aqui um ficheiro de áudio ou vídeo, ou",
  chooseFile: "Escolher ficheiro",
  record: "Gravar",
  stopRecording: "Terminar a gravação",
  recorded: "Uma gravação de {seconds} s",
  orUrl: "ou a sua ligação",
  from: "Língua falada",
  to: "Traduzir para",
  detect: "detetar",
  speak: "Ler a tradução em voz alta",
  voice: "Voz",
  more: "Termos e chave",
  terms: "Termos, um por linha: o que se diz = como se traduz",
  key: "Chave de API, se o servidor a pedir",
  rememberKey: "Guardar a chave neste navegador",
  translate: "Traduzir",
  cancel: "Cancelar",
  translation: "Tradução",
  sending: "A enviar …",
  listening: "A ouvir …",
  done: "Pronto.",
  cancelled: "Cancelado. O que chegou fica abaixo.",
  nothingSaid: "Ninguém fala nesta gravação.",
  mute: "Silenciar",
  heard: "{seconds} s de voz",
  showSource: "Mostrar o que foi dito",
  download: "Guardar {format}",
  history: "Traduções anteriores",
  historyHint: "Só neste navegador: textos, sem gravações.",
  forget: "Esquecer tudo",
  open: "Abrir",
  measured: "Medido: {figure}",
  notMeasured: "A qualidade desta direção não foi medida.",
  chooseFirst: "Escolha um ficheiro, grave algo ou dê uma ligação.",
  noServer: "O servidor não responde. Está a funcionar?",
  loading: "O servidor está a carregar os seus modelos …",
  noMicrophone: "O microfone não pode ser usado: {reason}",
  brokenOff: "A ligação interrompeu-se. O que chegou fica abaixo.",
  tooLarge: "O ficheiro é demasiado grande para ser enviado de uma vez: o servidor aceita {limit} MB.",
  languageGoes: "Traduzido por: {route}",
};

const all = { en: english, de: german, es: spanish, pt: portuguese };

export const pageLanguages = { en: "English", de: "Deutsch", es: "Español", pt: "Português" };

let current = "en";

export function pageLanguage() {
  return current;
}

/** The one that was chosen before, or the browser's, where it is one of ours. */
export function usualLanguage() {
  const wished = [localStorage.getItem("page-language"), ...navigator.languages];
  return wished.map((tag) => (tag ?? "").slice(0, 2)).find((code) => code in all) ?? "en";
}

export function text(name, values = {}) {
  const found = all[current][name] ?? english[name];
  return found.replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
}

/** Writes every element of the page anew that names its text. */
export function speakPageLanguage(code) {
  current = code in all ? code : "en";
  localStorage.setItem("page-language", current);
  document.documentElement.lang = current;
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = text(element.dataset.text);
  }
}
