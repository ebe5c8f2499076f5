package io.teal.simulator.knowledge;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a search finds: passages, and the lines Chatchat makes of them for an answer's documents. */
public final class Documents {
    /** What stands in the documents when nothing was found. */
    static final String NOTHING_FOUND = "<span style='color:red'>未找到相关文档,该回答为大模型自身能力解答！</span>";

    private static final List<String> PASSAGES = List.of(
            "第四章 休假：年假应提前 3 个工作日在 OA 提交，直属主管审批。",
            "第六章 报销：发票需在开具后 30 天内提交，超过 5000 元须附审批单。",
            "第二章 考勤：弹性工作时间为 8:30 至 10:00，每日满 8 小时。",
            "第九章 信息安全：离开座位须锁屏，外发文件须经部门负责人同意。",
            "附则：本手册自发布之日起施行，由人力资源部负责解释。");

    private Documents() {}

    /** The passages for a query, best first, at most {@code count}. */
    public static List<String> passages(String query, int count) {
        List<String> found = new ArrayList<>();
        int start = Math.floorMod(query.hashCode(), PASSAGES.size());
        for (int i = 0; i < Math.min(count, PASSAGES.size()); i++) {
            found.add(PASSAGES.get((start + i) % PASSAGES.size()));
        }
        return found;
    }

    /** The document lines of a knowledge base, with links to the instance's public address. */
    public static List<String> ofBase(String address, String base, String file, String query, int count) {
        List<String> lines = new ArrayList<>();
        int number = 1;
        for (String passage : passages(query, count)) {
            String link = "http://" + address + "/knowledge_base/download_doc?knowledge_base_name="
                    + URLEncoder.encode(base, StandardCharsets.UTF_8) + "&file_name="
                    + URLEncoder.encode(file, StandardCharsets.UTF_8);
            lines.add("出处 [" + number + "] [" + file + "](" + link + ") \n\n" + passage + "\n\n");
            number++;
        }
        return lines;
    }

    /** The document lines of an uploaded file, which have no link. */
    public static List<String> ofFile(String file, String query, int count) {
        List<String> lines = new ArrayList<>();
        int number = 1;
        for (String passage : passages(query, count)) {
            lines.add("出处 [" + number + "] [" + file + "] \n\n" + passage + "\n\n");
            number++;
        }
        return lines;
    }
}
