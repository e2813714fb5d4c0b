package io.paycast.tabby.page;

import java.util.Map;

/** The words of the hosted page in one language. */
record PageText(String language, String direction, Map<String, String> words) {

    private static final PageText EN =
            new PageText(
                    "en",
                    "ltr",
                    Map.ofEntries(
                            Map.entry("title", "Pay with Tabby"),
                            Map.entry(
                                    "note", "This is an emulator on this machine. No money moves."),
                            Map.entry("order", "Order"),
                            Map.entry("merchant", "Merchant"),
                            Map.entry("parts", "4 interest-free payments of"),
                            Map.entry("approve", "Approve the payment"),
                            Map.entry("decline", "Decline as Tabby would"),
                            Map.entry("cancel", "Cancel and go back to the shop"),
                            Map.entry("expire", "Let the session expire"),
                            Map.entry("other", "العربية"),
                            Map.entry("back", "Back to the shop"),
                            Map.entry("AUTHORIZED", "The payment is approved."),
                            Map.entry("CLOSED", "The payment is closed."),
                            Map.entry("REJECTED", "The payment is declined."),
                            Map.entry("EXPIRED", "The session has expired. Nothing was paid."),
                            Map.entry("unknown", "There is no such session.")));
    private static final PageText AR =
            new PageText(
                    "ar",
                    "rtl",
                    Map.ofEntries(
                            Map.entry("title", "ادفع مع تابي"),
                            Map.entry("note", "هذه محاكاة على هذا الجهاز. لا تُحوَّل أي أموال."),
                            Map.entry("order", "الطلب"),
                            Map.entry("merchant", "المتجر"),
                            Map.entry("parts", "4 دفعات بدون فوائد بقيمة"),
                            Map.entry("approve", "الموافقة على الدفع"),
                            Map.entry("decline", "الرفض كما تفعل تابي"),
                            Map.entry("cancel", "الإلغاء والعودة إلى المتجر"),
                            Map.entry("expire", "ترك الجلسة تنتهي"),
                            Map.entry("other", "English"),
                            Map.entry("back", "العودة إلى المتجر"),
                            Map.entry("AUTHORIZED", "تمت الموافقة على الدفع."),
                            Map.entry("CLOSED", "أُغلقت عملية الدفع."),
                            Map.entry("REJECTED", "رُفضت عملية الدفع."),
                            Map.entry("EXPIRED", "انتهت الجلسة. لم يُدفع أي مبلغ."),
                            Map.entry("unknown", "لا توجد جلسة كهذه.")));

    static PageText of(String language) {
        return language.equals("ar") ? AR : EN;
    }

    PageText other() {
        return language.equals("ar") ? EN : AR;
    }

    String word(String name) {
        return words.getOrDefault(name, name);
    }
}
